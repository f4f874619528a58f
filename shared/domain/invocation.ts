import type { Channel } from "./channel.ts";
import type { ConversationKey } from "./conversation.ts";
import type { Instant } from "./period.ts";

/** Where in its conversation the bot was invoked. Evidence only: no phase counts differently. */
export type Phase = "start" | "during" | "end";
/** What the bot was there for. */
export type Role = "chatbot" | "smart-assist";
/** What the bot was built with. */
export type BotKind = "bot-framework" | "copilot-studio" | "other";
/** Whether the conversation was real. */
export type Environment = "production" | "test";

/** One report that a bot was invoked in a conversation. */
export type Invocation = {
  readonly conversationKey: ConversationKey;
  readonly botId: string;
  readonly channel: Channel;
  readonly at: Instant;
  readonly phase?: Phase;
  readonly escalated: boolean;
  readonly role: Role;
  readonly botKind: BotKind;
  readonly environment: Environment;
  /** What showed the role, where the channel's adapter saw it; a fixed phrase, never a user's text. */
  readonly roleEvidence?: string;
};

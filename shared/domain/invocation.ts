import type { Channel } from "./channel.ts";
import type { ConversationKey } from "./conversation.ts";
import type { Instant } from "./period.ts";

/** Where in its conversation the bot was invoked. Evidence only: no phase counts differently. */
export const PHASES = ["start", "during", "end"] as const;
export type Phase = (typeof PHASES)[number];
/** What the bot was there for. */
export const ROLES = ["chatbot", "smart-assist"] as const;
export type Role = (typeof ROLES)[number];
/** What the bot was built with. */
export const BOT_KINDS = ["bot-framework", "copilot-studio", "other"] as const;
export type BotKind = (typeof BOT_KINDS)[number];
/** Whether the conversation was real. */
export const ENVIRONMENTS = ["production", "test"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

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

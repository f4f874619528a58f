import type { Channel } from "./channel.ts";
import type { BotKind, Environment, Phase, Role } from "./invocation.ts";
import type { Instant } from "./period.ts";

/**
 * Something that is worth a look. `auth-card`: a bot's reply has a sign-in card, which Omnichannel does not support.
 * `truncated`: what was sent had been cut, so that the conversation has to be reconciled.
 */
export type Finding = "auth-card" | "truncated";

/**
 * An invocation as a sender tells it: with the raw conversation id, which goes no further than the key
 * made of it, and without a time where the time of receipt is meant.
 */
export type Report = {
  readonly conversationId: string;
  readonly botId: string;
  readonly channel: Channel;
  readonly at?: Instant;
  readonly phase?: Phase;
  readonly escalated: boolean;
  readonly role: Role;
  readonly roleEvidence?: string;
  readonly botKind: BotKind;
  readonly environment: Environment;
  readonly finding?: Finding;
};

const CONVERSATION_ID_MAX = 1024;
const BOT_ID_MAX = 128;

/** Whether `text` can be a conversation's id: 1-1,024 well-formed characters, none of them a control or line separator. */
export const isConversationId = (text: string): boolean => isCleanText(text, CONVERSATION_ID_MAX);

/** Whether `text` can be a bot's id: 1-128 well-formed characters, none of them a control or line separator. */
export const isBotId = (text: string): boolean => isCleanText(text, BOT_ID_MAX);

// Line separators take six bytes each on the way to the storage, so that a full transaction could pass its 4 MiB.
// A lone surrogate makes a table row that cannot be deleted; a NUL ends the text in too many readers.
const isCleanText = (text: string, max: number): boolean =>
  text.length >= 1 && text.length <= max && text.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);

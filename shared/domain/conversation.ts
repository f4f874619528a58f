import type { Brand } from "./brand.ts";
import type { Channel } from "./channel.ts";

/** Names a conversation without telling its id: base64url of 24 bytes of an HMAC, 32 characters. */
export type ConversationKey = Brand<string, "ConversationKey">;

/**
 * How long a conversation id stands for one conversation. `unique`: for ever, so it counts once.
 * `persistent`: the id never changes (a phone number, a Teams 1:1 chat), so it counts once in each month.
 */
export type Identity = "unique" | "persistent";

const KEY = /^[A-Za-z0-9_-]{32}$/;
const OMNICHANNEL = "omnichannel";
const OMNICHANNEL_CHANNELS = new Set([OMNICHANNEL, "lcw", "telephony", "applemessagesforbusiness"]);
const PERSISTENT_CHANNELS = new Set(["whatsapp", "sms"]);
const GUID = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;
// A Slack thread is named by the timestamp of its first message, last in the id: `T1|D024|1795599000.000100`.
const SLACK_THREAD = /[|:]\d{6,}\.\d+$/;

/** The key that `text` spells, or undefined where it is none. */
export const conversationKey = (text: string): ConversationKey | undefined =>
  KEY.test(text) ? (text as ConversationKey) : undefined;

/**
 * The space in which the channel's conversation ids are unique. The channels of Omnichannel share one,
 * since one work item can span them. A function of the channel alone, never a setting of a source, so
 * that two reporters of one conversation agree.
 */
export const scopeOf = (channel: Channel): string =>
  OMNICHANNEL_CHANNELS.has(channel) || channel.startsWith(`${OMNICHANNEL}-`) ? OMNICHANNEL : channel;

/**
 * The id as all reporters would spell it. Omnichannel's are GUIDs, which some write in upper case or in
 * braces; ids of other channels are taken as they are, since theirs can differ by case alone.
 */
export const spellingOf = (channel: Channel, conversationId: string): string => {
  const guid = scopeOf(channel) === OMNICHANNEL ? GUID.exec(conversationId.trim())?.[1] : undefined;
  return guid?.toLowerCase() ?? conversationId;
};

/** Whether the id names one conversation for ever or one a month; a function of channel and id alone. */
export const identityOf = (channel: Channel, conversationId: string): Identity => {
  if (scopeOf(channel) === OMNICHANNEL) return "unique";
  if (PERSISTENT_CHANNELS.has(channel)) return "persistent";
  if (channel.startsWith("acs-")) return channel === "acs-chat" ? "unique" : "persistent";
  if (channel === "msteams") return conversationId.includes(";messageid=") ? "unique" : "persistent";
  if (channel === "slack") return SLACK_THREAD.test(conversationId) ? "unique" : "persistent";
  return "unique";
};

import * as z from "zod";
import type { Reading } from "../application/adapter.ts";
import { channel } from "../domain/channel.ts";
import { timeOf } from "./activity-time.ts";
import { bareBotId } from "./bot-id.ts";
import type { EventGridSettings } from "./event-grid-settings.ts";
import { type FoundId, foundId } from "./found-id.ts";
import { NOT_AN_INVOCATION, readingOf } from "./reading-of.ts";

const TEXT = z.string().optional().catch(undefined);
const ADVANCED = z.object({
  channelType: TEXT,
  messageType: TEXT,
  from: TEXT,
  to: TEXT,
  receivedTimestamp: z.unknown().optional(),
});
const CHAT = z.object({
  threadId: z.unknown().optional(),
  composeTime: z.unknown().optional(),
  senderCommunicationIdentifier: z.object({ rawId: TEXT }).optional().catch(undefined),
});
const ADVANCED_PATHS = { conversation: "data.from", bot: "data.to" };
const CHAT_PATHS = { conversation: "data.threadId", bot: "data.senderCommunicationIdentifier.rawId" };

/**
 * A message of WhatsApp and the like to a number of Azure Communication Services: an invocation where the source says
 * whose bot's that is. The conversation is sender and recipient, which never change.
 * Source: Microsoft Learn, "Azure Communication Services - Advanced messaging events".
 */
export const readAdvancedMessage = (
  data: unknown,
  eventTime: unknown,
  settings: EventGridSettings,
): Reading => {
  const message = ADVANCED.safeParse(data).data;
  const { recipients = {} } = settings;
  const { from, to } = message ?? {};
  if (message === undefined || to === undefined || !Object.hasOwn(recipients, to)) return NOT_AN_INVOCATION;
  // A reaction says nothing to the bot.
  if (message.messageType === "reaction") return NOT_AN_INVOCATION;
  return readingOf({
    conversation: from ? foundId(ADVANCED_PATHS.conversation, `${from}|${to}`) : undefined,
    bot: foundId("settings.recipients", recipients[to]),
    paths: ADVANCED_PATHS,
    channel: channel(`acs-${(message.channelType ?? "").toLowerCase()}`),
    at: timeOf(message.receivedTimestamp) ?? timeOf(eventTime),
    settings,
  });
};

/**
 * A message in a chat thread: an invocation where one of the source's bots wrote it. People's own are to all in the
 * thread, so they tell of no bot.
 * Source: Microsoft Learn, "Azure Communication Services - Chat events", ChatMessageReceivedInThread.
 */
export const readChatMessage = (data: unknown, eventTime: unknown, settings: EventGridSettings): Reading => {
  const message = CHAT.safeParse(data).data;
  const sender = bareBotId(message?.senderCommunicationIdentifier?.rawId ?? "");
  const bot: FoundId | undefined = settings.botIds?.includes(sender)
    ? foundId(CHAT_PATHS.bot, sender)
    : undefined;
  if (message === undefined || bot === undefined) return NOT_AN_INVOCATION;
  return readingOf({
    conversation: foundId(CHAT_PATHS.conversation, message.threadId),
    bot,
    paths: CHAT_PATHS,
    channel: channel("acs-chat"),
    at: timeOf(message.composeTime) ?? timeOf(eventTime),
    settings,
  });
};

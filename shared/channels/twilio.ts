import * as z from "zod";
import type { Adapter, Reading } from "../application/adapter.ts";
import { channel } from "../domain/channel.ts";
import { timeOf } from "./activity-time.ts";
import { BOT_ID, COMMON_SETTINGS } from "./common-settings.ts";
import { configuring } from "./configuring.ts";
import { foundId } from "./found-id.ts";
import { EVENT_TYPES, FORM_TYPE } from "./media-types.ts";
import { NOT_AN_INVOCATION, readingOf } from "./reading-of.ts";
import { twilioProof } from "./twilio-signature.ts";
import { isVendorSecret } from "./vendor-secret.ts";

const SETTINGS = z.strictObject({
  /** One bot: what Twilio sends names none. */
  botIds: z.array(BOT_ID).length(1),
  /** The address as Twilio was told it, query and all: it signs that, and proxies change what arrives here. */
  publicUrl: z.url({ protocol: /^https$/ }).max(2048),
  ...COMMON_SETTINGS,
});
type TwilioSettings = z.output<typeof SETTINGS>;

const MESSAGE = z.object({
  ConversationSid: z.unknown().optional(),
  DateCreated: z.unknown().optional(),
});
const FORM = MESSAGE.extend({ EventType: z.literal("onMessageAdded") });
const EVENT = z
  .object({ type: z.literal("com.twilio.conversations.message.added"), data: MESSAGE })
  .transform(({ data }) => data);
const ADDED = z.union([FORM, EVENT]);
const PATHS = { conversation: "ConversationSid", bot: "settings.botIds" };

/**
 * Twilio Conversations: its webhooks, which are forms, and its event streams, which are CloudEvents. A message added
 * invokes the bot, whoever wrote it; a conversation or participant added does not.
 * Sources: Twilio, "Conversations webhooks" and "Event Streams", "Message Added".
 */
export const TWILIO: Adapter = {
  isVendorSecret,
  configure: configuring(SETTINGS, (settings) => ({
    mediaTypes: [FORM_TYPE, ...EVENT_TYPES],
    proofs: [twilioProof(settings.publicUrl)],
    countOf: (payload) => eventsOf(payload).length,
    read: (payload) => eventsOf(payload).map((event) => readEvent(event, settings)),
  })),
};

const eventsOf = (payload: unknown): readonly unknown[] => (Array.isArray(payload) ? payload : [payload]);

const readEvent = (event: unknown, settings: TwilioSettings): Reading => {
  const message = ADDED.safeParse(event).data;
  if (message === undefined) return NOT_AN_INVOCATION;
  return readingOf({
    conversation: foundId(PATHS.conversation, message.ConversationSid),
    bot: foundId(PATHS.bot, settings.botIds[0]),
    paths: PATHS,
    channel: channel("twilio"),
    at: timeOf(message.DateCreated),
    settings,
  });
};

import * as z from "zod";
import type { Reading } from "../application/adapter.ts";
import { channel } from "../domain/channel.ts";
import { timeOf } from "./activity-time.ts";
import type { CommonSettings } from "./common-settings.ts";
import { foundId } from "./found-id.ts";
import { NOT_AN_INVOCATION, readingOf } from "./reading-of.ts";

const TEXT = z.string().optional().catch(undefined);
const LIST = z.array(z.unknown()).optional().catch(undefined);
const NOTIFICATION = z.object({ entry: z.array(z.unknown()) });
const ENTRY = z.object({ changes: z.array(z.unknown()) });
const CHANGE = z.object({
  field: z.literal("messages"),
  value: z.object({
    metadata: z.object({ phone_number_id: TEXT }).optional().catch(undefined),
    messages: LIST,
    statuses: LIST,
  }),
});
const MESSAGE = z.object({ type: TEXT, from: TEXT, timestamp: z.unknown().optional() });

// What a person says to the bot, by whatever means. Reactions, changes of a number and types not known yet are not.
const SPOKEN = new Set([
  ...["text", "image", "audio", "video", "document", "sticker", "location", "contacts"],
  ...["interactive", "button", "order"],
]);
const PATHS = { conversation: "messages.from", bot: "metadata.phone_number_id" };

/** One message or receipt, with the number that it came to; undefined where it is another thing. */
export type WhatsAppItem = { readonly message: unknown; readonly number: string | undefined } | undefined;

/**
 * The items of a notification, unread: every message and every receipt of all its entries, in order; a part that has
 * none, or is of another kind, is one that is not known.
 * Source: Meta, "WhatsApp Cloud API", "Webhooks notification payload reference".
 */
export const whatsAppItems = (payload: unknown): readonly WhatsAppItem[] => {
  const entries = NOTIFICATION.safeParse(payload).data?.entry ?? [undefined];
  const changes = entries.flatMap((entry) => ENTRY.safeParse(entry).data?.changes ?? [undefined]);
  return changes.flatMap((change) => {
    const value = CHANGE.safeParse(change).data?.value;
    if (value === undefined) return [undefined];
    const messages = (value.messages ?? []).map((message) => ({
      message,
      number: value.metadata?.phone_number_id,
    }));
    const receipts = (value.statuses ?? []).map(() => undefined);
    return messages.length + receipts.length > 0 ? [...messages, ...receipts] : [undefined];
  });
};

/** Reads one item. The conversation is the bot's number and the person's, which never change. */
export const readWhatsAppItem = (item: WhatsAppItem, settings: CommonSettings): Reading => {
  const message = MESSAGE.safeParse(item?.message).data;
  if (message?.type === undefined || !SPOKEN.has(message.type)) return NOT_AN_INVOCATION;
  const number = item?.number;
  return readingOf({
    conversation:
      number && message.from ? foundId(PATHS.conversation, `${number}|${message.from}`) : undefined,
    bot: foundId(PATHS.bot, number),
    paths: PATHS,
    channel: channel("whatsapp"),
    at: timeOf(message.timestamp),
    settings,
  });
};

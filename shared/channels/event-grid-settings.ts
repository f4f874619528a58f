import * as z from "zod";
import { BOT_ID, BOT_IDS, COMMON_SETTINGS } from "./common-settings.ts";

const RECIPIENTS_MAX = 100;

/** The settings of a source of kind `event-grid`. */
export const EVENT_GRID_SETTINGS = z.strictObject({
  /** The bots that write in chats, by their raw ids. */
  botIds: BOT_IDS.exactOptional(),
  /** The bot behind each recipient of advanced messages. */
  recipients: z
    .record(z.string().min(1).max(128), BOT_ID)
    .refine((all) => Object.keys(all).length <= RECIPIENTS_MAX, `at most ${RECIPIENTS_MAX}`)
    .exactOptional(),
  ...COMMON_SETTINGS,
});
export type EventGridSettings = z.output<typeof EVENT_GRID_SETTINGS>;

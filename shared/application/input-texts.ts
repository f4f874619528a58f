import * as z from "zod";
import { channel } from "../domain/channel.ts";
import { parseInstant } from "../domain/period.ts";
import { isConversationId } from "../domain/report.ts";
import { textOf } from "./rows/row-schema.ts";

/** An ISO 8601 date-time with offset, between 1970 and 9999. */
export const instantText = z.iso
  .datetime({ offset: true, error: "must be an ISO 8601 date-time with offset" })
  .pipe(textOf(parseInstant, "must lie between 1970 and 9999"));

/** A channel's name. */
export const channelText = textOf(channel, "must be 1-32 of a-z, 0-9 and -, not beginning with -");

/** A conversation's raw id. */
export const conversationIdText = z
  .string()
  .refine(isConversationId, "must be 1-1024 well-formed characters without controls");

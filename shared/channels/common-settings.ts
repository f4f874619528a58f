import * as z from "zod";
import { BOT_KINDS, type BotKind, ENVIRONMENTS, type Environment } from "../domain/invocation.ts";
import { isBotId } from "../domain/report.ts";
import { bareBotId } from "./bot-id.ts";

const BOTS_MAX = 100;

/** A bot's id. Cut before it is checked: what is left of Teams' id has to be one. */
export const BOT_ID = z.string().transform(bareBotId).refine(isBotId, "Not a bot's id.");

/** The bots of a source, each once. */
export const BOT_IDS = z
  .array(BOT_ID)
  .max(BOTS_MAX)
  .transform((ids): readonly string[] => [...new Set(ids)]);

/** The settings that say the same in every kind of source. */
export const COMMON_SETTINGS = {
  botKind: z.enum(BOT_KINDS).default("bot-framework"),
  environment: z.enum(ENVIRONMENTS).default("production"),
};

/** What every source says of its bots. */
export type CommonSettings = { readonly botKind: BotKind; readonly environment: Environment };

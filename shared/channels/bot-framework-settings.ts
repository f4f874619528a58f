import * as z from "zod";
import type { InputFault, SourceSettings } from "../application/adapter.ts";
import { inputFaultsOf } from "../application/input-faults.ts";
import { BOT_KINDS, ENVIRONMENTS } from "../domain/invocation.ts";
import { isBotId } from "../domain/report.ts";
import { ok, type Result, refused } from "../domain/result.ts";
import { bareBotId } from "./bot-id.ts";

const BOTS_MAX = 100;
// Cut before it is checked: what is left of Teams' id has to be one.
const BOT_ID = z.string().transform(bareBotId).refine(isBotId, "Not a bot's id.");
const SETTINGS = z.strictObject({
  appId: BOT_ID.optional(),
  botIds: z.array(BOT_ID).max(BOTS_MAX).optional(),
  botKind: z.enum(BOT_KINDS).default("bot-framework"),
  environment: z.enum(ENVIRONMENTS).default("production"),
});

/** The settings of a source of kind `bot-framework`; none given means all defaults. */
export const parseBotFrameworkSettings = (input: unknown): Result<SourceSettings, readonly InputFault[]> => {
  const parsed = SETTINGS.safeParse(input === undefined ? {} : input);
  if (!parsed.success) return refused(inputFaultsOf(parsed.error));
  const { appId, botIds, botKind, environment } = parsed.data;
  return ok({
    ...(botIds === undefined ? {} : { botIds: [...new Set(botIds)] }),
    ...(appId === undefined ? {} : { appId }),
    botKind,
    environment,
  });
};

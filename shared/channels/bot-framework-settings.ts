import * as z from "zod";
import type { InputFault } from "../application/adapter.ts";
import { inputFaultsOf } from "../application/input-faults.ts";
import type { BotKind, Environment } from "../domain/invocation.ts";
import { ok, type Result, refused } from "../domain/result.ts";
import { BOT_ID, BOT_IDS, COMMON_SETTINGS } from "./common-settings.ts";

/** What is known of the bots behind a source of kind `bot-framework`. */
export type BotFrameworkSettings = {
  /** The bots that speak through this source. */
  readonly botIds?: readonly string[];
  /** The app that Bot Connector's tokens are for. */
  readonly appId?: string;
  readonly botKind: BotKind;
  readonly environment: Environment;
};

const SETTINGS = z.strictObject({
  appId: BOT_ID.exactOptional(),
  botIds: BOT_IDS.exactOptional(),
  ...COMMON_SETTINGS,
});

/** The settings of a source of kind `bot-framework`; none given means all defaults. */
export const parseBotFrameworkSettings = (
  input: unknown,
): Result<BotFrameworkSettings, readonly InputFault[]> => {
  const parsed = SETTINGS.safeParse(input === undefined ? {} : input);
  return parsed.success ? ok(parsed.data) : refused(inputFaultsOf(parsed.error));
};

import type { Adapters } from "../application/adapter.ts";
import { BOT_FRAMEWORK } from "./bot-framework.ts";

/**
 * Every kind of source there is, under the name that a source is registered with. A kind that is not in
 * here does not exist: nothing else lists them.
 */
export const ADAPTERS: Adapters = new Map([["bot-framework", BOT_FRAMEWORK]]);

import { randomInt, randomUUID } from "node:crypto";
import type { FetchJson } from "../shared/application/incoming.ts";
import type { Randomness, Timers } from "../shared/application/ports.ts";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Waiting by the process's own timers. */
export const SYSTEM_TIMERS: Timers = {
  monotonicMs: () => performance.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
  soon: (task) => void setImmediate(task),
};

/** Randomness that nobody can guess. */
export const SYSTEM_RANDOMNESS: Randomness = {
  uniqueId: () => randomUUID(),
  base62: (length) => Array.from({ length }, () => BASE62[randomInt(BASE62.length)]).join(""),
  below: (end) => (end < 1 ? 0 : randomInt(Math.floor(end))),
};

const FETCH_MS_MAX = 2_000;
const FETCHED_CHARACTERS_MAX = 1024 * 1024;

/** Fetches over https alone, and follows nothing that leads elsewhere. */
export const SYSTEM_FETCH_JSON: FetchJson = async (url) => {
  if (!url.startsWith("https://")) throw new Error("Only https is fetched.");
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(FETCH_MS_MAX) });
  const text = await response.text();
  if (!response.ok || text.length > FETCHED_CHARACTERS_MAX)
    throw new Error(`Fetched ${text.length} characters with status ${response.status}.`);
  return JSON.parse(text);
};

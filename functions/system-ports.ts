import { randomInt, randomUUID } from "node:crypto";
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

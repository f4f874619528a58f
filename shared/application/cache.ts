import { LRUCache } from "lru-cache";
import type { Timers } from "./ports.ts";

/** `max`: how many values are kept at the most; `keptMs`: for how long at the most. */
export type CacheLimits = { readonly max: number; readonly keptMs: number };

// A removed key or a changed setting holds everywhere within a minute.
const LIMITS: CacheLimits = { max: 10_000, keptMs: 60_000 };

/** What a process remembers of what it read. */
export const createCache = <Key extends string, Value extends object>(
  timers: Timers,
  { max, keptMs }: CacheLimits = LIMITS,
): LRUCache<Key, Value> =>
  new LRUCache({
    max,
    ttl: keptMs,
    perf: { now: timers.monotonicMs },
    // Otherwise the cache remembers the time, by timers of its own.
    ttlResolution: 0,
  });

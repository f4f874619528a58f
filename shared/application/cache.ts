import { LRUCache } from "lru-cache";
import type { Timers } from "./ports.ts";

/** `max`: how many values are kept at the most; `keptMs`: for how long at the most. */
export type CacheLimits = { readonly max: number; readonly keptMs: number };

// A removed key or a changed setting holds everywhere within a minute.
const LIMITS: CacheLimits = { max: 10_000, keptMs: 60_000 };

/** What a process remembers of what it read, for a time. */
export const createCache = <Key extends string, Value extends object>(
  timers: Timers,
  { max, keptMs }: CacheLimits = LIMITS,
): LRUCache<Key, Value> =>
  new LRUCache({
    ...bounded(max),
    ttl: keptMs,
    perf: { now: timers.monotonicMs },
    // Otherwise the cache remembers the time, by timers of its own.
    ttlResolution: 0,
  });

/** What a process remembers for good, of values that tell by themselves whether they are old. */
export const createTimelessCache = <Key extends string, Value extends object>(
  max = LIMITS.max,
): LRUCache<Key, Value> => new LRUCache(bounded(max));

// Not by `max`, which takes the room for all of them at once, at every cold start.
const bounded = (max: number) => ({ maxSize: max, sizeCalculation: () => 1 });

import { LRUCache } from "lru-cache";
import type { Timers } from "./ports.ts";

/** What a process remembers of what it read: at most `max` values, each for `keptMs` at the most. */
export const createMemory = <Key extends string, Value extends object>(
  timers: Timers,
  { max, keptMs }: { readonly max: number; readonly keptMs: number },
): LRUCache<Key, Value> =>
  new LRUCache({
    max,
    ttl: keptMs,
    perf: { now: timers.monotonicMs },
    // Otherwise the cache remembers the time, by timers of its own.
    ttlResolution: 0,
  });

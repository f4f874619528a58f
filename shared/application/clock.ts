import { type Instant, instant } from "../domain/period.ts";
import { type Clock, StoreUnavailable } from "./ports.ts";

// A `Date` has whole seconds and can be as old as an answer may take: going back to one that was passed by no
// more than that would make time run backwards, over midnight into another day or month.
const DATE_LAG_MS_MAX = 2_500;

/** The one clock, with the way that the storage's dates reach it. */
export type StorageClock = Clock & {
  /** Takes the `Date` of an answer that the storage just gave. */
  readonly observe: (epochMs: number) => void;
};

/**
 * Tells the storage's time: its last `Date` header, the monotonic time since it came, and `offsetMs`.
 * All instances ask one storage, so they agree on the month to within a second, whatever their own
 * clocks say. `touch` asks the storage for anything, once, where nothing came yet.
 */
export const storageClock = (
  monotonicMs: () => number,
  offsetMs: number,
  touch: () => Promise<unknown>,
): StorageClock => {
  let last: { readonly date: number; readonly seenAt: number } | undefined;
  const told = (): Instant | undefined =>
    last && instant(last.date + (monotonicMs() - last.seenAt) + offsetMs);
  return {
    observe: (epochMs) => {
      const seenAt = monotonicMs();
      const reckoned = last && last.date + (seenAt - last.seenAt);
      if (reckoned === undefined || epochMs > reckoned || epochMs < reckoned - DATE_LAG_MS_MAX)
        last = { date: epochMs, seenAt };
    },
    now: async () => {
      if (last === undefined) await touch();
      const now = told();
      if (now === undefined) throw new StoreUnavailable("The storage told no time.");
      return now;
    },
  };
};

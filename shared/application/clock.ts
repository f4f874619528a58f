import { type Instant, instant, toIso } from "../domain/period.ts";
import { type Clock, StoreUnavailable } from "./ports.ts";

// A `Date` has whole seconds and can be as old as an answer may take: going back to one that was passed by no
// more than that would make time run backwards, over midnight into another day or month.
const DATE_LAG_MS_MAX = 2_500;
// Far more than the clocks of machines in one service are apart.
const LEAP_MS_MAX = 5 * 60 * 1000;
const AGREED_MS_MAX = 60 * 1000;
const DISPUTED_MS = 60 * 60 * 1000;
const ASKED_MAX = 2;

/** The one clock, with the way that the storage's dates reach it. */
export type StorageClock = Clock & {
  /** Takes the `Date` of an answer that the storage just gave. */
  readonly observe: (epochMs: number) => void;
  /** The same time, for what cannot be undone: throws `ClockDisputed` while the process's own is another. */
  readonly undisputed: Clock;
};

/** The storage's time and the process's own are more than an hour apart, so one of them is wrong. */
export class ClockDisputed extends Error {
  override readonly name = "ClockDisputed";
}

/** A date, and the monotonic time at which it came. */
type Seen = { readonly date: number; readonly seenAt: number };

/** What is believed, and a date that is not yet: it needs another that agrees with it, the next to come. */
type Belief = { readonly believed: Seen | undefined; readonly doubted: Seen | undefined };

/**
 * Tells the storage's time: its last believed `Date` header, the monotonic time since it came, and `offsetMs`.
 * All instances ask one storage, so they agree on the month to within a second, whatever their own
 * clocks say; `wallMs`, the process's own, only decides which dates need a second one to be believed.
 * `touch` asks the storage for anything, up to twice: where nothing came yet, or what came is doubted.
 */
export const storageClock = (
  monotonicMs: () => number,
  wallMs: () => number,
  offsetMs: number,
  touch: () => Promise<unknown>,
): StorageClock => {
  let belief: Belief = { believed: undefined, doubted: undefined };
  const reckoned = (): number | undefined => belief.believed && dateAt(belief.believed, monotonicMs());
  const isDisputed = (): boolean => {
    const date = reckoned();
    return date !== undefined && !areWithin(DISPUTED_MS, date, wallMs());
  };
  const askWhile = async (isWanting: () => boolean): Promise<void> => {
    for (let asked = 0; asked < ASKED_MAX && isWanting(); asked++) await touch();
  };
  const now = async (): Promise<Instant> => {
    await askWhile(() => belief.believed === undefined);
    const date = reckoned();
    const told = date === undefined ? undefined : instant(date + offsetMs);
    if (told === undefined) throw new StoreUnavailable("The storage told no time to be relied on.");
    return told;
  };
  return {
    observe: (epochMs) => {
      belief = afterDate(belief, { date: epochMs, seenAt: monotonicMs() }, wallMs());
    },
    now,
    undisputed: {
      now: async () => {
        await now();
        // After a sleep of the machine it is the reckoning that is old, until two answers have set it right.
        await askWhile(isDisputed);
        if (isDisputed()) throw disputed(reckoned(), wallMs());
        return await now();
      },
    },
  };
};

/**
 * What is believed once this date has come. One that leaps is doubted, since a proxy or one machine of the
 * storage can be wrong, and is believed when the next one agrees with it.
 */
const afterDate = ({ believed, doubted }: Belief, seen: Seen, wall: number): Belief => {
  const reckoned = believed === undefined ? wall : dateAt(believed, seen.seenAt);
  if (areWithin(LEAP_MS_MAX, seen.date, reckoned)) {
    const isPassed = seen.date <= reckoned && seen.date >= reckoned - DATE_LAG_MS_MAX;
    return { believed: believed !== undefined && isPassed ? believed : seen, doubted: undefined };
  }
  if (doubted !== undefined && areWithin(AGREED_MS_MAX, seen.date, dateAt(doubted, seen.seenAt)))
    return { believed: seen, doubted: undefined };
  return { believed, doubted: seen };
};

const dateAt = ({ date, seenAt }: Seen, monotonic: number): number => date + (monotonic - seenAt);

const areWithin = (ms: number, one: number, other: number): boolean => Math.abs(one - other) <= ms;

const disputed = (storage: number | undefined, own: number): ClockDisputed =>
  new ClockDisputed(`The storage's time is ${spelled(storage)}, this process's own is ${spelled(own)}.`);

const spelled = (epochMs: number | undefined): string => {
  const at = epochMs === undefined ? undefined : instant(epochMs);
  return at === undefined ? "none" : toIso(at);
};

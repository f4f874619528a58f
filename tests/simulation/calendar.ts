import { closableFromMs, FIRST_MONTH, type Grace, monthAfter } from "./months.ts";
import type { Random } from "./random.ts";

/** When things happen in a run, and what the clocks say of it. */
export type Calendar = Grace & {
  /** The time of day, in epoch milliseconds, when the run's own time is 0. */
  readonly startsAtMs: number;
  /** How far the clock of an instance may be off, either way. */
  readonly skewMsMax: number;
  readonly hasCloses: boolean;
  /** Everything gathers in the `spreadMs` after these times of the run. */
  readonly momentsMs: readonly number[];
  readonly spreadMs: number;
};

// The last one is longer than an instance remembers a row.
const SPREADS_MS = [0, 0, 100, 3_000, 30_000, 6 * 3_600_000];
const SKEWS_MS = [0, 0, 1_000, 180_000, 180_000, 4 * 3_600_000];
const GRACES_HOURS = [0, 0, 1, 3, 72];
// Mostly at the beginning of the first month; at times so late that its first months are closed together.
const SINCE_SET_AT = ["2026-10-01", "2026-10-01", "2026-12-05"].map((day) => Date.parse(`${day}T00:00:00Z`));
const MONTHS_MAX = 3;

/**
 * Draws a calendar: without closes, or with one to three months that come to be closed, each at the moment when
 * it is due. Where a moment is left out everybody was away, and the month is closed together with the next.
 */
export const drawCalendar = (random: Random, isBurst: boolean): Calendar => {
  const hasCloses = random.chance(0.6);
  const grace = { graceHours: random.pick(GRACES_HOURS), sinceSetAtMs: random.pick(SINCE_SET_AT) };
  const skewMsMax = random.pick(SKEWS_MS);
  const spreadMs = isBurst ? 0 : drawSpread(random, skewMsMax);
  const moments = hasCloses ? drawMoments(random, grace) : [closableFromMs(FIRST_MONTH, grace)];
  const startsAtMs = Math.min(...moments) - spreadMs / 2;
  const momentsMs = moments.map((moment) => moment - spreadMs / 2 - startsAtMs);
  return { ...grace, startsAtMs, skewMsMax, hasCloses, momentsMs, spreadMs };
};

/** A time of the run at which something is to happen. */
export const drawTime = (random: Random, { momentsMs, spreadMs }: Calendar): number =>
  random.pick(momentsMs) + random.below(spreadMs + 1);

/** At times as long as the clocks differ, so that one of them says that a month is due and another that it is not. */
const drawSpread = (random: Random, skewMsMax: number): number =>
  random.chance(0.3) ? 2 * skewMsMax : random.pick(SPREADS_MS);

const drawMoments = (random: Random, grace: Grace): readonly number[] => {
  const moments: number[] = [];
  const months = 1 + random.below(MONTHS_MAX);
  for (let index = 1, month = FIRST_MONTH; index <= months; index++, month = monthAfter(month))
    if (index === months || random.chance(0.5)) moments.push(closableFromMs(month, grace));
  return moments;
};

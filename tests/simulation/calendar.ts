import { closableFromMs, FIRST_MONTH, type Grace, monthAfter, purgeableFromMs } from "./months.ts";
import type { Random } from "./random.ts";

/** When things happen in a run, and what the clocks say of it. */
export type Calendar = Grace & {
  /** The first period of every tenant, until somebody moves it back. */
  readonly since: string;
  readonly isSinceMoved: boolean;
  readonly retentionMonths: number;
  /** The time of day, in epoch milliseconds, when the run's own time is 0. */
  readonly startsAtMs: number;
  /** How far the clock of an instance may be off, either way. */
  readonly skewMsMax: number;
  readonly hasCloses: boolean;
  /** Everything gathers in the `spreadMs` after these times of the run, which are sorted. */
  readonly momentsMs: readonly number[];
  readonly spreadMs: number;
  /** Those of the moments at which a month comes to be purged. */
  readonly purgesMs: readonly number[];
};

const HOUR_MS = 3_600_000;
// How far ahead of the clock an invocation may be.
const AHEAD_MS_MAX = 24 * HOUR_MS;
// The last one is longer than an instance remembers a row.
const SPREADS_MS = [0, 0, 100, 3_000, 30_000, 6 * HOUR_MS];
const SKEWS_MS = [0, 0, 1_000, 180_000, 180_000, 4 * HOUR_MS];
const GRACES_HOURS = [0, 0, 1, 3, 72];
// Mostly at the beginning of the first month; at times so late that its first months are closed together.
const SINCE_SET_AT = ["2026-10-01", "2026-10-01", "2026-12-05"].map((day) => Date.parse(`${day}T00:00:00Z`));
const MOVED_SINCES = ["2026-10", "2026-11", "2026-11", "2026-12"];
const MONTHS_MAX = 3;
// The shortest that the settings take, so that months come to be purged soon after their close.
const SHORT_RETENTIONS = [2, 2, 3];
const RETENTION = 13;
// Without closes the months are all open, and all invocations are welcome.
const OPEN_AT = Date.parse("2026-12-25T00:00:00Z");

/**
 * Draws a calendar: without closes, or with one to three months that come to be closed, each at the moment when
 * it is due. Where a moment is left out everybody was away, and the month is closed together with the next.
 * With a short retention, one or two more moments are those at which a month comes to be purged.
 */
export const drawCalendar = (random: Random, isBurst: boolean): Calendar => {
  const hasCloses = random.chance(0.6);
  const isSinceMoved = random.chance(0.2);
  const isPurged = hasCloses && random.chance(0.5);
  const grace = { graceHours: random.pick(GRACES_HOURS), sinceSetAtMs: random.pick(SINCE_SET_AT) };
  const retentionMonths = isPurged ? random.pick(SHORT_RETENTIONS) : RETENTION;
  const skewMsMax = random.pick(SKEWS_MS);
  const spreadMs = isBurst ? 0 : drawSpread(random, skewMsMax);
  const purges = isPurged ? drawPurges(random, retentionMonths) : [];
  const closes = hasCloses ? drawCloses(random, grace) : [OPEN_AT];
  const delayed = isSinceMoved ? closes.map((moment) => moment + grace.graceHours * HOUR_MS) : [];
  const moments = [...new Set([...closes, ...delayed, ...purges])].sort((a, b) => a - b);
  const startsAtMs = Math.min(...moments) - spreadMs / 2;
  const timeOf = (moment: number): number => moment - spreadMs / 2 - startsAtMs;
  const since = isSinceMoved ? random.pick(MOVED_SINCES) : FIRST_MONTH;
  return {
    ...{ ...grace, since, isSinceMoved, retentionMonths, startsAtMs, skewMsMax, hasCloses, spreadMs },
    momentsMs: moments.map(timeOf),
    purgesMs: purges.map(timeOf),
  };
};

/** A time of the run at which something is to happen. */
export const drawTime = (random: Random, calendar: Calendar): number =>
  timeAround(random, random.pick(calendar.momentsMs), calendar);

/** A time around a moment. */
export const timeAround = (random: Random, momentMs: number, { spreadMs }: Calendar): number =>
  momentMs + random.below(spreadMs + 1);

/** The moments at which an invocation can be reported without being refused as too far ahead. */
export const momentsFrom = (at: number, { momentsMs, startsAtMs, skewMsMax }: Calendar): readonly number[] =>
  momentsMs.filter((momentMs) => at + skewMsMax <= startsAtMs + momentMs + AHEAD_MS_MAX);

/** At times as long as the clocks differ, so that one of them says that a month is due and another that it is not. */
const drawSpread = (random: Random, skewMsMax: number): number =>
  random.chance(0.3) ? 2 * skewMsMax : random.pick(SPREADS_MS);

const drawCloses = (random: Random, grace: Grace): readonly number[] => {
  const moments: number[] = [];
  const months = 1 + random.below(MONTHS_MAX);
  for (let index = 1, month = FIRST_MONTH; index <= months; index++, month = monthAfter(month))
    if (index === months || random.chance(0.5)) moments.push(closableFromMs(month, grace));
  return moments;
};

const drawPurges = (random: Random, retentionMonths: number): readonly number[] => {
  const first = purgeableFromMs(FIRST_MONTH, retentionMonths);
  const second = purgeableFromMs(monthAfter(FIRST_MONTH), retentionMonths);
  return random.pick([[first], [first, second], [second]]);
};

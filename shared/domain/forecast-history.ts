import { type Day, dayOf, endOf, type Instant, type Period, plusMonths, plusMs, startOf } from "./period.ts";

/** A UTC day as a forecast sees it. */
export type UseDay = {
  readonly day: Day;
  /** 0 to 6, one number for each day of the week. */
  readonly weekday: number;
  /** Whole sessions; 0 where none is recorded. */
  readonly sessions: number;
  /** Days from it to today: 0 is today, a day to come is negative. */
  readonly age: number;
  /** Share of the day that has passed, 0 to 1. */
  readonly passed: number;
};

/** What a forecast is made of; all days in the order of time, without a gap. */
export type History = {
  /** Metered days before today. Without the first one, where there are others: it may be part of a day. */
  readonly past: readonly UseDay[];
  /** Today, where it is metered and not after the period. */
  readonly today: UseDay | undefined;
  /** Every day of the period. */
  readonly month: readonly UseDay[];
};

const DAY_MS = 24 * 60 * 60 * 1000;
const WEEK = 7;
const SPIKE_WEEKS = 5;
const SPIKE_RANK = 4;
// Older use says little of the days to come, and would only make weekdays look more alike than they are now.
const MONTHS_BEFORE = 2;

/** The days of the period and of the two months before it, as they stand at `now`. Days before `since` are unknown. */
export const historyOf = (
  period: Period,
  now: Instant,
  since: Day,
  days: ReadonlyMap<Day, number>,
): History => {
  const all: UseDay[] = [];
  const end = endOf(period);
  const todayIndex = Math.floor(now / DAY_MS);
  for (let at = startOf(plusMonths(period, -MONTHS_BEFORE)); at < end; at = plusMs(at, DAY_MS)) {
    const day = dayOf(at);
    const index = Math.floor(at / DAY_MS);
    const passed = Math.min(1, Math.max(0, (now - at) / DAY_MS));
    all.push({ day, weekday: index % WEEK, sessions: days.get(day) ?? 0, age: todayIndex - index, passed });
  }
  const metered = all.filter(({ day }) => day >= since);
  const past = metered.filter(({ age }) => age > 0);
  return {
    past: past.length > 1 && past[0]?.day === since ? past.slice(1) : past,
    today: metered.find(({ age }) => age === 0),
    month: all.filter(({ day }) => day.startsWith(period)),
  };
};

/** The sessions of these days together. */
export const sessionsOf = (uses: readonly UseDay[]): number =>
  uses.reduce((sum, { sessions }) => sum + sessions, 0);

/** The weekday's factor in a shape; every one is above 0. */
export const factorOf = (shape: readonly number[], weekday: number): number => shape[weekday] ?? 1;

/**
 * Each day cut to twice what is usual: the median of the seven around it, by its weekday, and what chance alone adds
 * to few sessions. What four days in five weeks had is never cut: once a week is no spike.
 */
export const withoutSpikes = (uses: readonly UseDay[], shape: readonly number[]): readonly UseDay[] => {
  if (uses.length < SPIKE_RANK) return uses;
  const flat = uses.map(({ sessions, weekday }) => sessions / factorOf(shape, weekday));
  return uses.map((use, index) => {
    const factor = factorOf(shape, use.weekday);
    const usual = medianOf(around(flat, index, WEEK)) * factor;
    const fourth = [...around(flat, index, SPIKE_WEEKS * WEEK)].sort((a, b) => b - a)[SPIKE_RANK - 1] ?? 0;
    const cut = Math.max(2 * usual + 3 * Math.sqrt(usual) + 3, fourth * factor);
    return { ...use, sessions: Math.min(use.sessions, cut) };
  });
};

/** The `count` items nearest to the one at `index`, itself among them; all where there are no more. */
export const around = <Item>(items: readonly Item[], index: number, count: number): readonly Item[] => {
  const from = Math.max(0, Math.min(index - Math.floor((count - 1) / 2), items.length - count));
  return items.slice(from, from + count);
};

/** The middle value, or the mean of the middle two; of none, 0. */
export const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
};

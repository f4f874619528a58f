import {
  around,
  factorOf,
  type History,
  medianOf,
  sessionsOf,
  type UseDay,
  withoutSpikes,
} from "./forecast-history.ts";

/** What past use says of a day to come, and how sure that is. All of it finite; only growth can be negative. */
export type Rate = {
  /** Sessions of a whole day of no particular weekday, as it was `levelAge` days ago. */
  readonly level: number;
  readonly levelAge: number;
  /** Factor on the level by weekday, above 0; their mean is 1. */
  readonly shape: readonly number[];
  /** Natural logarithm of the factor on the level from one day to the next. */
  readonly growth: number;
  /** Variance of a day's sessions over the square of their expectation. */
  readonly dispersion: number;
  /** How many whole days, weighed equally, would tell the level as surely; at least a quarter. */
  readonly daysKnown: number;
};

const WEEK = 7;
const FLAT: readonly number[] = Array(WEEK).fill(1);
const HALF_LIFE_DAYS = 7;
// The first hours of a tenant's first day count as at least a quarter of it, or one session would be hundreds a month.
const DAYS_KNOWN_MIN = 0.25;
const SHAPE_DAYS_MIN = 3 * WEEK;
const SHAPE_PRIOR_WEEKS = 0.5;
const GROWTH_WEEKS_MIN = 4;
const GROWTH_WEEKS_MAX = 8;
// At most twice, or half, the sessions in 30 days: what is steeper does not last for a month.
const GROWTH_MAX = Math.log(2) / 30;
// A growth of four times its own standard error is believed by half.
const GROWTH_DOUBT = 16;
const DISPERSION_DAYS_MAX = 6 * WEEK;
// What is believed before there are days: 22 % up or down, held as firmly as five days would.
const DISPERSION_PRIOR = { value: 0.05, days: 5 };

/**
 * The rate that this history shows; its level is 0 where none is known.
 * The level is the mean of the days without their spikes and weekday shape, a day's weight halving with each week.
 */
export const rateOf = ({ past, today }: History): Rate => {
  const shape = shapeOf(past);
  const usual = withoutSpikes(past, shape);
  const usualToday = withoutSpikes(today ? [...past, today] : past, shape).slice(past.length);
  const weighed = [...usual, ...usualToday].map(({ age, passed, weekday, sessions }) => {
    const weight = 0.5 ** (age / HALF_LIFE_DAYS);
    const factor = factorOf(shape, weekday);
    return {
      age,
      sessions: weight * sessions,
      days: weight * passed * factor,
      square: passed * (weight * factor) ** 2,
    };
  });
  const days = Math.max(DAYS_KNOWN_MIN, sumOf(weighed.map((use) => use.days)));
  const squares = Math.max(DAYS_KNOWN_MIN, sumOf(weighed.map(({ square }) => square)));
  return {
    level: sumOf(weighed.map(({ sessions }) => sessions)) / days,
    levelAge: sumOf(weighed.map((use) => use.days * use.age)) / days,
    shape,
    growth: growthOf(usual),
    dispersion: dispersionOf(usual, shape),
    daysKnown: Math.max(DAYS_KNOWN_MIN, days ** 2 / squares),
  };
};

/** A weekday's sessions over the means of the seven days around each, drawn to 1 as firmly as half a week would. */
const shapeOf = (past: readonly UseDay[]): readonly number[] => {
  if (past.length < SHAPE_DAYS_MIN) return FLAT;
  const cut = withoutSpikes(past, FLAT);
  const means = cut.map((_, index) => sessionsOf(around(cut, index, WEEK)) / WEEK);
  const prior = (SHAPE_PRIOR_WEEKS * sumOf(means)) / means.length;
  if (prior === 0) return FLAT;
  const factors = FLAT.map((_, weekday) => {
    const ofWeekday = means.filter((_, index) => cut[index]?.weekday === weekday);
    const sessions = sessionsOf(cut.filter((use) => use.weekday === weekday));
    return (sessions + prior) / (sumOf(ofWeekday) + prior);
  });
  return factors.map((factor) => (factor * WEEK) / sumOf(factors));
};

/** The median slope between any two weeks (Theil and Sen), the less believed the less the weeks lie on one line. */
const growthOf = (past: readonly UseDay[]): number => {
  const weeks = Math.min(GROWTH_WEEKS_MAX, Math.floor(past.length / WEEK));
  if (weeks < GROWTH_WEEKS_MIN) return 0;
  const logs = Array.from({ length: weeks }, (_, ago) => {
    const end = past.length - ago * WEEK;
    return Math.log(Math.max(0.5, sessionsOf(past.slice(end - WEEK, end))));
  });
  const slopes = logs.flatMap((later, ago) =>
    logs.slice(ago + 1).map((earlier, between) => (later - earlier) / (between + 1)),
  );
  const slope = medianOf(slopes);
  if (slope === 0) return 0;
  const levels = logs.map((log, ago) => log + slope * ago);
  const residuals = sumOf(levels.map((level) => (level - medianOf(levels)) ** 2)) / (weeks - 2);
  const error = (12 * residuals) / weeks ** 3;
  const believed = slope ** 2 / (slope ** 2 + GROWTH_DOUBT * error);
  return Math.max(-GROWTH_MAX, Math.min(GROWTH_MAX, (believed * slope) / WEEK));
};

/** The mean square of the days' relative distance from the mean of the seven around them, with the prior's days. */
const dispersionOf = (usual: readonly UseDay[], shape: readonly number[]): number => {
  const recent = usual.slice(-DISPERSION_DAYS_MAX);
  const flat = recent.map(({ sessions, weekday }) => sessions / factorOf(shape, weekday));
  const squares = flat.flatMap((sessions, index) => {
    const week = around(flat, index, WEEK);
    const mean = sumOf(week) / week.length;
    // The mean holds the day itself, so that distances from it are too short by one day in the week.
    return mean > 0 && week.length > 1
      ? [((sessions / mean - 1) ** 2 * week.length) / (week.length - 1)]
      : [];
  });
  const { value, days } = DISPERSION_PRIOR;
  return (days * value + sumOf(squares)) / (days + squares.length);
};

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

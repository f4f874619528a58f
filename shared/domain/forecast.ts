import { factorOf, historyOf, sessionsOf, type UseDay } from "./forecast-history.ts";
import { type Rate, rateOf } from "./forecast-rate.ts";
import { type Day, dayOf, type Instant, type Period } from "./period.ts";

/** What a forecast is made from. */
export type Known = {
  readonly period: Period;
  readonly now: Instant;
  /** The first metered day: days before it are unknown, days after it that `days` does not name had no session. */
  readonly since: Day;
  /** Sessions by day, of the period so far and of the two months before it; any others are ignored. */
  readonly days: ReadonlyMap<Day, number>;
  /** Sessions of the pool. */
  readonly granted: number;
};

/** What a period is expected to come to. Whole sessions, those used so far among them; used <= p50 <= p90. */
export type Forecast = {
  /** As likely too high as too low. */
  readonly p50: number;
  /** Exceeded by one month in ten. */
  readonly p90: number;
  /**
   * The day by whose end use, as recorded up to now and expected at p50 from now on, reaches the pool: the day on
   * which its state becomes `exhausted`. It lies in the past where the pool is dry already. Absent where it lasts.
   */
  readonly exhaustedOn?: Day;
};

const Z_90 = 1.2816;
// What no history tells: how far the level of a day may walk until the next, one standard deviation.
const DRIFT_PER_DAY = 0.03;

/** The forecast of the period's end at `now`; once the period has ended, what it came to. Method: shared/docs/forecast.md. */
export const forecastOf = ({ period, now, since, days, granted }: Known): Forecast => {
  const history = historyOf(period, now, since, days);
  const rate = rateOf(history);
  const used = sessionsOf(history.month);
  const rest = restOf(rate, history.month);
  const path = runningSums(history.month.map(({ sessions }, index) => sessions + (rest[index] ?? 0)));
  const p50 = Math.round(path.at(-1) ?? 0);
  const p90 = Math.max(p50, Math.round(used + upperOf(rate, rest, history.month)));
  // A pool of 0 is exhausted by the first session, not by none.
  const pool = Math.max(1, granted);
  const exhaustedOn = history.month[path.findIndex((sessions) => Math.round(sessions) >= pool)]?.day;
  return exhaustedOn === undefined ? { p50, p90 } : { p50, p90, exhaustedOn };
};

/** The sessions expected of what is left of each day: level, weekday and growth, by the share of it to come. */
const restOf = (rate: Rate, month: readonly UseDay[]): readonly number[] =>
  month.map(
    ({ weekday, passed, age }) =>
      rate.level *
      factorOf(rate.shape, weekday) *
      Math.exp(rate.growth * (rate.levelAge - age)) *
      (1 - passed),
  );

/**
 * What the rest of the period comes to at most, in nine months of ten: the upper quantile of a lognormal about its
 * expectation. Its relative variance adds up what the days vary by (each on its own), few sessions, what the level was
 * estimated from, and the level's own walk, which grows with the days to come.
 */
const upperOf = (rate: Rate, rest: readonly number[], month: readonly UseDay[]): number => {
  const sum = rest.reduce((total, sessions) => total + sessions, 0);
  if (sum === 0) return 0;
  const daysToCome = month.reduce((total, { passed }) => total + 1 - passed, 0);
  const ofDays = month.reduce((total, { passed }, index) => {
    const sessions = rest[index] ?? 0;
    return passed < 1 ? total + (rate.dispersion * sessions ** 2) / (1 - passed) : total;
  }, 0);
  const ofLevel = (rate.dispersion + 1 / rate.level) / rate.daysKnown;
  const ofWalk = DRIFT_PER_DAY ** 2 * (daysToCome / 3 + rate.levelAge / 2);
  const variance = ofDays / sum ** 2 + 1 / sum + ofLevel + ofWalk;
  return sum * Math.exp(Z_90 * Math.sqrt(Math.log1p(variance)));
};

const runningSums = (values: readonly number[]): readonly number[] => {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
};

// Before, a month is too young for its forecast to alarm anyone.
const ALARMING_DAY_MIN = 4;

/** The sessions to hold against the pool at `now`: those of the forecast, from the month's 4th day on. */
export const alarmingOf = ({ p50 }: Forecast, now: Instant): number | undefined =>
  Number(dayOf(now).slice(-2)) >= ALARMING_DAY_MIN ? p50 : undefined;

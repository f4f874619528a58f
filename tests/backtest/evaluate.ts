import { forecastOf } from "../../shared/domain/forecast.ts";
import { endOf, plusMs, startOf } from "../../shared/domain/period.ts";
import { chanceOf } from "./chance.ts";
import type { Kind } from "./kinds.ts";
import { knownAt, type Series, seriesOf } from "./series.ts";

/** One forecast against what came. All whole sessions of the month, but `runRate`. */
export type Trial = {
  readonly kind: Kind;
  readonly day: number;
  readonly total: number;
  readonly p50: number;
  readonly p90: number;
  /** Used so far, over the elapsed share of the month: what it is compared with. */
  readonly runRate: number;
};

const DAY_MS = 24 * 60 * 60 * 1000;
/** The days of the month on which series are forecast, but `month-start`. */
export const EVALUATED_DAYS = [4, 7, 10, 14, 18, 22, 26];
const START_DAYS = [4, 5, 6, 7];
// Draws of a trial are apart from those of its series.
const TRIALS_SEED = 500_000_000;

/** The forecasts of `seeds` series of the kind, from `firstSeed` on, each on several days at some time of the day. */
export const trialsOf = (kind: Kind, firstSeed: number, seeds: number): readonly Trial[] =>
  Array.from({ length: seeds }, (_, index) => firstSeed + index).flatMap((seed) => {
    const series = seriesOf(kind, seed);
    const days = kind === "month-start" ? START_DAYS : EVALUATED_DAYS;
    return days.map((day) => trialOf(series, day, TRIALS_SEED + seed * 31 + day));
  });

const trialOf = (series: Series, day: number, seed: number): Trial => {
  const { kind, period, total } = series;
  const chance = chanceOf(seed);
  const now = plusMs(startOf(period), (day - 1 + chance.between(0, 1)) * DAY_MS);
  const known = knownAt(series, now, chance);
  const { p50, p90 } = forecastOf(known);
  const used = [...known.days].reduce((sum, [of, count]) => (of.startsWith(period) ? sum + count : sum), 0);
  const elapsed = (now - startOf(period)) / (endOf(period) - startOf(period));
  return { kind, day, total, p50, p90, runRate: used / elapsed };
};

/** How good the trials' forecasts are; shares, not per cent. */
export type Score = {
  readonly trials: number;
  /** Mean of |forecast - total| / total. */
  readonly error: number;
  readonly runRateError: number;
  /** Share of outcomes that are no more than p90. */
  readonly coverage: number;
};

/** The score of these trials. A month without a session has no relative error and is left out. */
export const scoreOf = (all: readonly Trial[]): Score => {
  const trials = all.filter(({ total }) => total > 0);
  const mean = (of: (trial: Trial) => number): number =>
    trials.reduce((sum, trial) => sum + of(trial), 0) / trials.length;
  return {
    trials: trials.length,
    error: mean(({ p50, total }) => Math.abs(p50 - total) / total),
    runRateError: mean(({ runRate, total }) => Math.abs(runRate - total) / total),
    coverage: mean(({ p90, total }) => (total <= p90 ? 1 : 0)),
  };
};

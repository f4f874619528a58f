import type { Known } from "../../shared/domain/forecast.ts";
import {
  dayOf,
  endOf,
  type Instant,
  type Period,
  plusMonths,
  plusMs,
  startOf,
} from "../../shared/domain/period.ts";
import { month } from "../support/values.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { type Kind, meansOf } from "./kinds.ts";

/** A month of a tenant and the two before it, if it was metered then: all that ever happened. */
export type Series = {
  readonly kind: Kind;
  readonly period: Period;
  /** The first day. */
  readonly start: Instant;
  /** Sessions by day, from the first one to the end of the month. */
  readonly counts: readonly number[];
  /** What the month comes to. */
  readonly total: number;
  /** The share of a day's sessions that have come by a share of its time. */
  readonly comeBy: (elapsed: number) => number;
};

const DAY_MS = 24 * 60 * 60 * 1000;
const MONTHS_BEFORE = 2;
const FIRST_MONTH = month("2024-01");
const MONTHS = 48;

/** The series of this kind and seed. */
export const seriesOf = (kind: Kind, seed: number): Series => {
  const chance = chanceOf(seed);
  const period = plusMonths(FIRST_MONTH, chance.whole(0, MONTHS));
  const start = startOf(kind === "new-tenant" ? period : plusMonths(period, -MONTHS_BEFORE));
  const length = Math.round((endOf(period) - start) / DAY_MS);
  const monthDays = Math.round((endOf(period) - startOf(period)) / DAY_MS);
  const dispersion = chance.factor(0.005, 0.1);
  const counts = meansOf(kind, chance, { length, monthDays }).map((mean) => chance.count(mean, dispersion));
  const total = counts.slice(-monthDays).reduce((sum, count) => sum + count, 0);
  return { kind, period, start, counts, total, comeBy: dayShape(chance) };
};

/** What is known of the series at `now`. Of the day that `now` is in, the sessions that have come by then. */
export const knownAt = ({ period, start, counts, comeBy }: Series, now: Instant, chance: Chance): Known => {
  const passed = Math.floor((now - start) / DAY_MS);
  const share = comeBy(((now - start) % DAY_MS) / DAY_MS);
  const known = counts.slice(0, passed + 1);
  const days = known.map((count, index) => {
    const come = index < passed ? count : chance.partOf(count, share);
    return [dayOf(plusMs(start, index * DAY_MS)), come] as const;
  });
  // A day without a session has no figure.
  const figures = days.filter(([, count]) => count > 0);
  return { period, now, since: dayOf(start), days: new Map(figures), granted: 0 };
};

/** Half of the series come evenly over the day, half mostly within ten working hours of some time zone. */
const dayShape = (chance: Chance): Series["comeBy"] => {
  if (chance.holds(0.5)) return (elapsed) => elapsed;
  const [opens, hours, share] = [chance.between(0, 14) / 24, 10 / 24, 0.85];
  return (elapsed) => (1 - share) * elapsed + share * Math.min(1, Math.max(0, (elapsed - opens) / hours));
};

import { breakdownOf } from "../domain/figures.ts";
import type { TenantId } from "../domain/ids.ts";
import { type Day, type Period, parseDay, plusMonths } from "../domain/period.ts";
import { createCache } from "./cache.ts";
import type { Ports } from "./ports.ts";
import { readFigures } from "./read-figures.ts";

/** A tenant's sessions by day. */
export type Days = ReadonlyMap<Day, number>;

/** The sessions by day of the two months before this one, as they were within the last half day. */
export type DayHistory = (tenant: TenantId, period: Period) => Promise<Days>;

const MONTHS = [-2, -1];
const KEPT_MS = 12 * 60 * 60 * 1000;

/** Remembered, since months that are over hardly change, and a forecast is asked for with each balance. */
export const createDayHistory = ({ store, timers }: Pick<Ports, "store" | "timers">): DayHistory => {
  const cache = createCache<string, Days>(timers, { max: 1_000, keptMs: KEPT_MS });
  return async (tenant, period) => {
    const name = `${tenant}|${period}`;
    const known = cache.get(name);
    if (known) return known;
    const months = await Promise.all(
      MONTHS.map((months) => readFigures(store, tenant, plusMonths(period, months))),
    );
    const days = new Map(months.flatMap(({ figures }) => [...daysOf(figures)]));
    cache.set(name, days);
    return days;
  };
};

/** The days of a month's figures on which there were sessions. */
export const daysOf = (figures: Parameters<typeof breakdownOf>[0]): Days =>
  new Map(
    breakdownOf(figures, "day").flatMap(([name, sessions]) => {
      const day = parseDay(name);
      return day === undefined ? [] : [[day, sessions] as const];
    }),
  );

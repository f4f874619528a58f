import type { Brand } from "./brand.ts";

/** A moment: whole milliseconds since 1970-01-01T00:00Z, before the year 10000. */
export type Instant = Brand<number, "Instant">;
/** A UTC month `YYYY-MM`: `[start, end)`. Sorts as text in the order of time. */
export type Period = Brand<string, "Period">;
/** A UTC day `YYYY-MM-DD`. */
export type Day = Brand<string, "Day">;

const PERIOD = /^(?:19[7-9]\d|[2-9]\d{3})-(?:0[1-9]|1[0-2])$/;
const DAY = /^(?:19[7-9]\d|[2-9]\d{3})-\d\d-\d\d$/;
const DATE_TIME = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;
const INSTANT_END = Date.UTC(10_000, 0, 1);

/** The instant of whole epoch milliseconds, or undefined outside 1970-9999. Fractions are cut, not rounded. */
export const instant = (epochMs: number): Instant | undefined => {
  const whole = Math.floor(epochMs);
  return whole >= 0 && whole < INSTANT_END ? (whole as Instant) : undefined;
};

/** The instant that an ISO 8601 date-time with offset spells, or undefined. */
export const parseInstant = (iso: string): Instant | undefined => {
  // Date.parse takes other texts too, some of them by the machine's own time zone.
  const [, date = ""] = DATE_TIME.exec(iso) ?? [];
  return isDate(date) ? instant(Date.parse(iso)) : undefined;
};

/** Whether there is such a day: Date.parse makes the 31st of September the 1st of October. */
const isDate = (date: string): boolean => {
  const start = Date.parse(`${date}T00:00:00.000Z`);
  return !Number.isNaN(start) && new Date(start).toISOString().startsWith(date);
};

/** ISO 8601, UTC, milliseconds, `Z`: the one form on the wire and in tables. */
export const toIso = (at: Instant): string => new Date(at).toISOString();

/** `at` moved by `ms`, held within the years that an instant can name. */
export const plusMs = (at: Instant, ms: number): Instant =>
  Math.min(Math.max(0, Math.floor(at + ms)), INSTANT_END - 1) as Instant;

/** The period that `text` spells, or undefined. */
export const parsePeriod = (text: string): Period | undefined =>
  PERIOD.test(text) ? (text as Period) : undefined;

/** The UTC day that `text` spells, or undefined. */
export const parseDay = (text: string): Day | undefined =>
  DAY.test(text) && isDate(text) ? (text as Day) : undefined;

/** The UTC month that holds `at`. */
export const periodOf = (at: Instant): Period => toIso(at).slice(0, 7) as Period;

/** The UTC day that holds `at`. */
export const dayOf = (at: Instant): Day => toIso(at).slice(0, 10) as Day;

/** The first instant of the period. */
export const startOf = (period: Period): Instant => Date.parse(`${period}-01T00:00:00.000Z`) as Instant;

/** The first instant after the period. */
export const endOf = (period: Period): Instant => startOf(plusMonths(period, 1));

/** The period `months` later (or earlier, where negative), held within 1970-01 and 9999-12. */
export const plusMonths = (period: Period, months: number): Period => {
  const start = new Date(startOf(period));
  const moved = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months, 1);
  return periodOf(plusMs(0 as Instant, moved));
};

/** The first month that comes to be closed in most runs; where the first period moves, there are some before it. */
export const FIRST_MONTH = "2026-10";

const HOUR_MS = 3_600_000;

/** What the time of a close depends on. */
export type Grace = { readonly sinceSetAtMs: number; readonly graceHours: number };

/** The month that holds the instant. */
export const monthOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 7);

/** The month so many later, or earlier. */
export const monthsAfter = (month: string, months: number): string =>
  monthOf(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 + months, 1));

/** The next month. */
export const monthAfter = (month: string): string => monthsAfter(month, 1);

/** From when on the month may be closed, written down a second time. */
export const closableFromMs = (month: string, { sinceSetAtMs, graceHours }: Grace): number =>
  Math.max(startOfMonthMs(monthAfter(month)), sinceSetAtMs) + graceHours * HOUR_MS;

/** The last month from `since` on that may be closed at this time; undefined: none. */
export const lastDueAt = (epochMs: number, since: string, grace: Grace): string | undefined => {
  let last: string | undefined;
  for (let month = since; closableFromMs(month, grace) <= epochMs; month = monthAfter(month)) last = month;
  return last;
};

/** The first month whose invocations are still accepted at this time, written down a second time. */
export const firstKeptAt = (epochMs: number, retentionMonths: number): string =>
  monthsAfter(monthOf(epochMs), 1 - retentionMonths);

/** The last month whose conversations may be purged at this time, if it is closed; written down a second time. */
export const lastPurgeableAt = (epochMs: number, retentionMonths: number): string =>
  monthsAfter(monthOf(epochMs), -1 - retentionMonths);

/** From when on the month may be purged. */
export const purgeableFromMs = (month: string, retentionMonths: number): number =>
  startOfMonthMs(monthsAfter(month, retentionMonths + 1));

const startOfMonthMs = (month: string): number => Date.parse(`${month}-01T00:00:00Z`);

/** First month of every tenant of a run. */
export const FIRST_MONTH = "2026-10";

const HOUR_MS = 3_600_000;

/** What the time of a close depends on. */
export type Grace = { readonly sinceSetAtMs: number; readonly graceHours: number };

/** The month that holds the instant. */
export const monthOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 7);

/** The next month. */
export const monthAfter = (month: string): string => monthOf(endOfMonthMs(month));

/** From when on the month may be closed, written down a second time. */
export const closableFromMs = (month: string, { sinceSetAtMs, graceHours }: Grace): number =>
  Math.max(endOfMonthMs(month), sinceSetAtMs) + graceHours * HOUR_MS;

/** The last month that may be closed at this time; undefined: none. */
export const lastDueAt = (epochMs: number, grace: Grace): string | undefined => {
  let last: string | undefined;
  for (let month = FIRST_MONTH; closableFromMs(month, grace) <= epochMs; month = monthAfter(month))
    last = month;
  return last;
};

const endOfMonthMs = (month: string): number =>
  Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1);

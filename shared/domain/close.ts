import { endOf, type Instant, type Period, plusMonths, plusMs } from "./period.ts";

const HOUR_MS = 60 * 60 * 1000;

/** What the order and time of closing depend on. */
export type Closing = {
  /** First month that is metered. */
  readonly since: Period;
  readonly sinceSetAt: Instant;
  readonly lastClosed?: Period;
};

/** The month that is closed next: they close in their order, none is skipped. */
export const nextToClose = ({ since, lastClosed }: Pick<Closing, "since" | "lastClosed">): Period =>
  lastClosed === undefined ? since : plusMonths(lastClosed, 1);

/**
 * From when on the month can be closed: the grace after its end, so that what is reported late lands in it;
 * and the grace after the first period was last set, so that a past month can be imported first.
 */
export const closableFrom = (period: Period, sinceSetAt: Instant, graceHours: number): Instant => {
  const end = endOf(period);
  return plusMs(end > sinceSetAt ? end : sinceSetAt, graceHours * HOUR_MS);
};

/** The month to close at `now`, or undefined where none is due. */
export const dueToClose = (closing: Closing, now: Instant, graceHours: number): Period | undefined => {
  const period = nextToClose(closing);
  return now >= closableFrom(period, closing.sinceSetAt, graceHours) ? period : undefined;
};

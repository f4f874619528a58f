import { type Instant, type Period, periodOf, plusMonths, plusMs } from "./period.ts";
import { ok, type Result, refused } from "./result.ts";

/** Why an invocation's time cannot be accepted. An `at` is never changed, or its retries would differ. */
export type Refusal =
  | { readonly code: "timestamp-in-future"; readonly latest: Instant }
  | { readonly code: "timestamp-too-old"; readonly earliest: Period };

const AHEAD_MS_MAX = 24 * 60 * 60 * 1000;

/** The first month of which invocations are accepted; a month lies between it and those that are purged. */
export const earliestAccepted = (now: Instant, retentionMonths: number): Period =>
  plusMonths(periodOf(now), 1 - retentionMonths);

/** What a tenant accepts invocations of: since its first period, and nothing of months that were purged. */
export type Metered = { readonly since: Period; readonly purgedThrough?: Period };

/**
 * Whether an invocation at `at` can still be recorded at `now`: at most 24 h ahead, not before the
 * tenant's first period, and not within a month of being purged, so that a late retry of a purged
 * invocation is refused and never counted anew.
 */
export const admit = (
  at: Instant,
  now: Instant,
  { since, purgedThrough }: Metered,
  retentionMonths: number,
): Result<Instant, Refusal> => {
  const latest = plusMs(now, AHEAD_MS_MAX);
  if (at > latest) return refused({ code: "timestamp-in-future", latest });
  const kept = earliestAccepted(now, retentionMonths);
  const unpurged = purgedThrough === undefined ? since : plusMonths(purgedThrough, 1);
  const [, , earliest = since] = [since, kept, unpurged].sort();
  return periodOf(at) < earliest ? refused({ code: "timestamp-too-old", earliest }) : ok(at);
};

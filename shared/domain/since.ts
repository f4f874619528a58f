import { earliestAccepted } from "./admission.ts";
import { type Instant, type Period, periodOf } from "./period.ts";
import { ok, type Result, refused } from "./result.ts";

/** A tenant's first period as it stands. */
export type Since = { readonly since: Period; readonly lastClosed?: Period };

/**
 * `since-fixed`: it can move back only, and only while no period is closed: months once metered stay metered.
 * `since-out-of-range`: nothing could be recorded in that month now.
 */
export type SinceRefusal =
  | { readonly code: "since-fixed"; readonly since: Period }
  | { readonly code: "since-out-of-range"; readonly earliest: Period; readonly latest: Period };

/**
 * The first period of a tenant after `wanted` was put: without a wish, the one it has, or that of its making.
 * `existing` undefined: the tenant is being made.
 */
export const putSince = (
  existing: Since | undefined,
  wanted: Period | undefined,
  now: Instant,
  retentionMonths: number,
): Result<Period, SinceRefusal> => {
  const latest = periodOf(now);
  const since = wanted ?? existing?.since ?? latest;
  if (since === existing?.since) return ok(since);
  if (existing && (since > existing.since || existing.lastClosed !== undefined))
    return refused({ code: "since-fixed", since: existing.since });
  const earliest = earliestAccepted(now, retentionMonths);
  return since < earliest || since > latest
    ? refused({ code: "since-out-of-range", earliest, latest })
    : ok(since);
};

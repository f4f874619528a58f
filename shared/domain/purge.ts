import { earliestAccepted } from "./admission.ts";
import type { Closing } from "./close.ts";
import { type Instant, type Period, plusMonths } from "./period.ts";

/**
 * The last month whose conversations can be purged at `now`, or undefined where there is none: it is closed,
 * and a whole month lies between it and the first one that invocations are still accepted of. So a clock that
 * is ahead purges nothing that another instance still counts, and what is purged is refused, not counted anew.
 */
export const purgeableThrough = (
  { since, lastClosed }: Pick<Closing, "since" | "lastClosed">,
  now: Instant,
  retentionMonths: number,
): Period | undefined => {
  if (lastClosed === undefined) return undefined;
  const kept = earliestAccepted(now, retentionMonths);
  const past = plusMonths(kept, -2);
  // Where time begins, months before the first one come out as the first one: then none lies in between.
  if (plusMonths(past, 2) !== kept) return undefined;
  const through = past < lastClosed ? past : lastClosed;
  return through < since ? undefined : through;
};

import type { GrantId } from "./ids.ts";
import type { Period } from "./period.ts";
import type { Put } from "./put.ts";
import { ok, type Result, refused } from "./result.ts";

/** What a customer can hold that gives sessions. */
export const GRANT_KINDS = ["chat", "digital-messaging", "chatbot-sessions-add-on"] as const;
export type GrantKind = (typeof GRANT_KINDS)[number];

/** Licences or add-ons in force in every month of `[from, until)`; without `until`, for ever. */
export type Grant = {
  readonly grantId: GrantId;
  readonly kind: GrantKind;
  readonly quantity: number;
  readonly from: Period;
  readonly until?: Period;
};

export type GrantRefusal =
  | { readonly code: "grant-differs"; readonly grantId: GrantId }
  | { readonly code: "period-closed"; readonly period: Period };

/** Whether the grant gives sessions in this month. */
export const isInForce = (grant: Grant, period: Period): boolean =>
  grant.from <= period && (grant.until === undefined || period < grant.until);

/**
 * What a put of `proposed` does to `existing`, the grant of the same id. Putting the same again changes
 * nothing; of an existing grant only `until` can change, so that history is kept: an upgrade is one grant
 * ended and another begun. The pool of a month up to `lastClosed` never changes.
 */
export const putGrant = (
  existing: Grant | undefined,
  proposed: Grant,
  lastClosed: Period | undefined,
): Result<Put, GrantRefusal> => {
  const closed = (period: Period | undefined): Period | undefined =>
    period !== undefined && lastClosed !== undefined && period <= lastClosed ? period : undefined;
  if (existing === undefined) {
    const period = closed(proposed.from);
    return period === undefined ? ok("created") : refused({ code: "period-closed", period });
  }
  if (!isSameBut(existing, proposed)) return refused({ code: "grant-differs", grantId: proposed.grantId });
  if (existing.until === proposed.until) return ok("same");
  // Ending at the first open month is the earliest end that leaves every closed pool as it was.
  const period = closedBefore(existing.until, lastClosed) ?? closedBefore(proposed.until, lastClosed);
  return period === undefined ? ok("changed") : refused({ code: "period-closed", period });
};

const isSameBut = (a: Grant, b: Grant): boolean =>
  a.kind === b.kind && a.quantity === b.quantity && a.from === b.from;

/** `until` is exclusive: one equal to `lastClosed` would still change the pool of that closed month. */
const closedBefore = (until: Period | undefined, lastClosed: Period | undefined): Period | undefined =>
  until !== undefined && lastClosed !== undefined && until <= lastClosed ? until : undefined;

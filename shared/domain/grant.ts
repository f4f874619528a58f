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
  if (existing && !isSameBut(existing, proposed))
    return refused({ code: "grant-differs", grantId: proposed.grantId });
  if (existing && existing.until === proposed.until) return ok("same");
  const changedFrom = existing ? earlierOf(existing.until, proposed.until) : proposed.from;
  if (changedFrom !== undefined && lastClosed !== undefined && changedFrom <= lastClosed)
    return refused({ code: "period-closed", period: changedFrom });
  return ok(existing ? "changed" : "created");
};

const isSameBut = (a: Grant, b: Grant): boolean =>
  a.kind === b.kind && a.quantity === b.quantity && a.from === b.from;

/** `until` is exclusive, so the earlier of two is the first month whose pool a change of one to the other alters. */
const earlierOf = (one: Period | undefined, other: Period | undefined): Period | undefined =>
  one === undefined || (other !== undefined && other < one) ? other : one;

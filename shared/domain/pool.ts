import { GRANT_KINDS, type Grant, type GrantKind, isInForce } from "./grant.ts";
import type { Period } from "./period.ts";
import type { RulePack } from "./rule-pack.ts";

/** All sessions granted to a tenant for one month. */
export type Pool = {
  readonly granted: number;
  readonly byKind: Readonly<Record<GrantKind, { readonly quantity: number; readonly sessions: number }>>;
  /** Whether a licence is in force this month, without which add-ons give nothing. */
  readonly isLicensed: boolean;
  /** Add-ons that give nothing, for want of one. */
  readonly addOnsWithoutLicence: number;
};

/** The pool that the grants in force in this month make. Nothing rolls over from another. */
export const poolOf = (grants: readonly Grant[], period: Period, pack: RulePack): Pool => {
  const quantityOf = (kind: GrantKind): number =>
    grants
      .filter((grant) => grant.kind === kind && isInForce(grant, period))
      .reduce((sum, grant) => sum + grant.quantity, 0);
  const isLicensed = pack.addOnsNeedOneOf.some((kind) => quantityOf(kind) > 0);
  const of = (kind: GrantKind): { quantity: number; sessions: number } => {
    const quantity = quantityOf(kind);
    const gives = isLicensed || !pack.addOns.includes(kind);
    return { quantity, sessions: gives ? quantity * pack.sessionsPerUnit[kind] : 0 };
  };
  const byKind = {
    chat: of("chat"),
    "digital-messaging": of("digital-messaging"),
    "chatbot-sessions-add-on": of("chatbot-sessions-add-on"),
  };
  const granted = GRANT_KINDS.reduce((sum, kind) => sum + byKind[kind].sessions, 0);
  const addOns = pack.addOns.reduce((sum, kind) => sum + byKind[kind].quantity, 0);
  const addOnsWithoutLicence = isLicensed ? 0 : addOns;
  return { granted, byKind, isLicensed, addOnsWithoutLicence };
};

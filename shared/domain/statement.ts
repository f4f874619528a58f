import { poolFiguresOf } from "./balance.ts";
import { EXCLUSION_REASONS } from "./exclusion.ts";
import { type Breakdown, breakdownOf, type Figures } from "./figures.ts";
import type { TenantId } from "./ids.ts";
import { type Instant, type Period, toIso } from "./period.ts";
import type { Pool } from "./pool.ts";

type Named = { readonly name: string; readonly sessions: number };

/** The account of a closed month, without its hash. All whole sessions; it never changes. */
export type Account = {
  readonly tenantId: TenantId;
  readonly period: Period;
  readonly granted: number;
  /** By kind. What kinds there were is the pack's: a later one may know others. */
  readonly grants: Readonly<Record<string, { readonly quantity: number; readonly sessions: number }>>;
  readonly used: number;
  /** Granted and not used: it expired with the month. */
  readonly unused: number;
  readonly overage: number;
  readonly byDay: readonly Named[];
  readonly byChannel: readonly Named[];
  /** A session with two bots is in the figure of each. */
  readonly byBot: readonly Named[];
  /** By reason. */
  readonly excluded: Readonly<Record<string, number>>;
  readonly pack: string;
  readonly graceHours: number;
  /** ISO 8601, as all of it is hashed in the form in which it is shown. */
  readonly closedAt: string;
  /** Of the statement before it; null for a tenant's first. */
  readonly previousHash: string | null;
};

/** An account and the SHA-256, in base64url, of its canonical JSON: a change to it, or a gap in the chain, shows. */
export type Statement = Account & { readonly hash: string };

/** The account that closes a month. */
export const accountOf = (closed: {
  readonly tenantId: TenantId;
  readonly period: Period;
  readonly pool: Pool;
  readonly figures: Figures;
  readonly pack: string;
  readonly graceHours: number;
  readonly closedAt: Instant;
  readonly previousHash: string | null;
}): Account => {
  const { pool, figures, closedAt, ...rest } = closed;
  const { granted, used, remaining, overage } = poolFiguresOf(pool.granted, figures.get("sessions") ?? 0);
  const by = (breakdown: Breakdown): readonly Named[] =>
    breakdownOf(figures, breakdown).map(([name, sessions]) => ({ name, sessions }));
  const excluded = EXCLUSION_REASONS.flatMap((reason) => {
    const count = figures.get(`excluded|${reason}`);
    return count === undefined ? [] : [[reason, count] as const];
  });
  return {
    ...rest,
    granted,
    grants: pool.byKind,
    used,
    unused: remaining,
    overage,
    byDay: by("day"),
    byChannel: by("channel"),
    byBot: by("bot"),
    excluded: Object.fromEntries(excluded),
    closedAt: toIso(closedAt),
  };
};

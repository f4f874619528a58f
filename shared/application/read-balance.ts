import { type Balance, balanceOf } from "../domain/balance.ts";
import type { TenantId } from "../domain/ids.ts";
import { type Instant, type Period, periodOf } from "../domain/period.ts";
import { poolOf } from "../domain/pool.ts";
import { RULE_PACK } from "../domain/rule-pack.ts";
import type { Grants } from "./grants.ts";
import type { Heads } from "./heads.ts";
import type { Ports } from "./ports.ts";
import { readFigures } from "./read-figures.ts";

/** The balance of a month, with the sessions reported after its close beside it. */
export type PeriodBalance = Balance & {
  readonly period: Period;
  readonly lateSessions: number;
  readonly isClosed: boolean;
  /** Add-ons that give nothing, for want of a licence in force this month. */
  readonly addOnsWithoutLicence: number;
  readonly asOf: Instant;
};

/** Undefined: no such tenant. Without a period, the current one. */
export type ReadBalance = (tenant: TenantId, asked?: Period) => Promise<PeriodBalance | undefined>;

/** Reads balances: one query of lanes and one read of the head, and the grants when they have changed. */
export const createReadBalance =
  (ports: Pick<Ports, "store" | "clock"> & { readonly heads: Heads; readonly grants: Grants }): ReadBalance =>
  async (tenant, asked) => {
    const { store, heads, grants, clock } = ports;
    const now = await clock.now();
    const period = asked ?? periodOf(now);
    const [found, read] = await Promise.all([heads.read(tenant), readFigures(store, tenant, period)]);
    if (found === undefined) return undefined;
    const { granted, addOnsWithoutLicence } = poolOf(await grants.at(tenant, found), period, RULE_PACK);
    const { thresholds, lastClosed } = found.head;
    return {
      ...balanceOf(granted, read.figures.get("sessions") ?? 0, thresholds),
      period,
      lateSessions: read.lateFigures.get("sessions") ?? 0,
      isClosed: lastClosed !== undefined && period <= lastClosed,
      addOnsWithoutLicence,
      asOf: now,
    };
  };

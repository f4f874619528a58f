import { type Balance, balanceOf } from "../domain/balance.ts";
import { type Breakdown, breakdownOf } from "../domain/figures.ts";
import type { TenantId } from "../domain/ids.ts";
import { type Instant, type Period, periodOf } from "../domain/period.ts";
import { poolOf } from "../domain/pool.ts";
import { RULE_PACK } from "../domain/rule-pack.ts";
import type { Grants } from "./grants.ts";
import type { Heads } from "./heads.ts";
import type { Clock, TableStore } from "./ports.ts";
import { readFigures } from "./read-figures.ts";

/** The balance of a month, with the sessions reported after its close beside it. */
export type MonthBalance = Balance & {
  readonly period: Period;
  readonly late: number;
  readonly isClosed: boolean;
  /** Add-ons that give nothing, for want of a licence in force this month. */
  readonly addOnsWithoutLicence: number;
  readonly asOf: Instant;
};

export type Usage = { readonly period: Period; readonly items: readonly (readonly [string, number])[] };

type Ports = {
  readonly store: TableStore;
  readonly heads: Heads;
  readonly grants: Grants;
  readonly clock: Clock;
};

/** The balance of a month, else of the current one; undefined: no such tenant. Two reads, and the grants when they changed. */
export const readBalance = async (
  { store, heads, grants, clock }: Ports,
  tenant: TenantId,
  asked?: Period,
): Promise<MonthBalance | undefined> => {
  const now = await clock.now();
  const period = asked ?? periodOf(now);
  const [found, month] = await Promise.all([heads.read(tenant), readFigures(store, tenant, period)]);
  if (found === undefined) return undefined;
  const { granted, addOnsWithoutLicence } = poolOf(await grants.at(tenant, found), period, RULE_PACK);
  const { thresholds, lastClosed } = found.head;
  return {
    ...balanceOf(granted, month.figures.get("sessions") ?? 0, thresholds),
    period,
    late: month.late.get("sessions") ?? 0,
    isClosed: lastClosed !== undefined && period <= lastClosed,
    addOnsWithoutLicence,
    asOf: now,
  };
};

/** A month's sessions by day, channel or bot; undefined: no such tenant. A session with two bots is in the figure of each. */
export const readUsage = async (
  { store, heads, clock }: Ports,
  tenant: TenantId,
  by: Exclude<Breakdown, "excluded">,
  asked?: Period,
): Promise<Usage | undefined> => {
  const period = asked ?? periodOf(await clock.now());
  const [found, month] = await Promise.all([heads.get(tenant), readFigures(store, tenant, period)]);
  return found && { period, items: breakdownOf(month.figures, by) };
};

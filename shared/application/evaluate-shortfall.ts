import { type Alert, disabledAlert, lateAlert, shortfallAlert } from "../domain/alert.ts";
import type { TenantId } from "../domain/ids.ts";
import type { Period } from "../domain/period.ts";
import { changesOf } from "../domain/shortfall.ts";
import { advanceAlert, raiseOnce } from "./alerts.ts";
import type { Announce } from "./notifications/announce.ts";
import type { Endpoints } from "./notifications/endpoints.ts";
import type { Pointer } from "./notifications/pointers.ts";
import { outlookOf } from "./outlook.ts";
import type { Ports } from "./ports.ts";
import type { PeriodBalance, ReadBalance } from "./read-balance.ts";
import { listAlerts } from "./rows/alert-row.ts";

/** What an evaluation stands on. */
export type EvaluatePorts = Ports & {
  readonly readBalance: ReadBalance;
  readonly announce: Announce;
  readonly endpoints: Pick<Endpoints, "list">;
  /** Where add-ons are bought. */
  readonly purchaseUrl: string;
};

/**
 * Looks at a month's pool and the tenant's endpoints, raises what is worth telling and tells what was not told yet;
 * gives the deliveries that are due, or undefined: no such tenant. It reads all it goes by, so messages that ask for
 * it can come twice, late or in any order.
 * First what is left from before, since an alert that is not told cannot go on to its next state. Dying
 * anywhere leaves alerts that are not raised or not told, which the next evaluation finds.
 */
export type EvaluateShortfall = (tenant: TenantId, period: Period) => Promise<readonly Pointer[] | undefined>;

export const createEvaluateShortfall =
  (ports: EvaluatePorts): EvaluateShortfall =>
  async (tenant, period) => {
    await raiseDisabled(ports, tenant);
    const alerts = await listAlerts(ports.store, tenant, period);
    const before = await announceUnsent(ports, tenant, alerts);
    // After the alerts: by a balance from before they changed, they would be entered or left again.
    const balance = await ports.readBalance(tenant, period);
    if (balance === undefined) return undefined;
    return [...before, ...(await evaluatePool(ports, tenant, balance, alerts))];
  };

/** Raises what a balance changes about the month's alerts, all of which were told, and tells it. */
export const evaluatePool: Evaluate<Pointer> = async (ports, tenant, balance, alerts) => {
  const raise = balance.isClosed ? raiseLate : raiseShortfall;
  return await announceUnsent(ports, tenant, await raise(ports, tenant, balance, alerts));
};

/**
 * Raises the alert of each endpoint to which nothing is sent any more, once for each time. It is of the month in which
 * that happened: who lists that month's alerts then tells it.
 */
export const raiseDisabled = async (ports: EvaluatePorts, tenant: TenantId): Promise<void> => {
  for (const { endpointId, disabled } of (await ports.endpoints.list(tenant)) ?? []) {
    if (disabled === undefined) continue;
    const { at, reason } = disabled;
    await raiseOnce(ports, tenant, disabledAlert({ tenantId: tenant, endpointId, reason }, at));
  }
};

/** Tells those of the alerts that were not told yet. */
export const announceUnsent = async (
  { announce }: EvaluatePorts,
  tenant: TenantId,
  alerts: readonly Alert[],
): Promise<readonly Pointer[]> => {
  const pointers: Pointer[] = [];
  for (const alert of alerts) if (!alert.isSent) pointers.push(...(await announce(tenant, alert)));
  return pointers;
};

/** What a balance comes to, held against the month's alerts. */
type Evaluate<Result> = (
  ports: EvaluatePorts,
  tenant: TenantId,
  balance: PeriodBalance,
  alerts: readonly Alert[],
) => Promise<readonly Result[]>;

const raiseShortfall: Evaluate<Alert> = async (ports, tenant, balance, alerts) => {
  const { period, granted, used, remaining, overage, asOf } = balance;
  const facts = { tenantId: tenant, period, granted, used, remaining, overage };
  const known = new Map(alerts.map((alert) => [alert.name, alert]));
  const { unused: _, ...outlook } = outlookOf(balance, ports.purchaseUrl);
  const raised: Alert[] = [];
  for (const change of changesOf((name) => known.get(name), balance)) {
    const alert = shortfallAlert(change, facts, outlook, asOf);
    const stands = await advanceAlert(ports, tenant, known.get(change.alert), alert);
    if (stands) raised.push(stands);
  }
  return raised;
};

const raiseLate: Evaluate<Alert> = async (ports, tenant, { period, lateSessions, asOf }, alerts) => {
  if (lateSessions <= Math.max(0, ...alerts.map(lateSessionsTold))) return [];
  const alert = lateAlert({ tenantId: tenant, period, lateSessions }, asOf);
  return [await raiseOnce(ports, tenant, alert)];
};

const lateSessionsTold = ({ content }: Alert): number =>
  content.type === "period.late-session" ? content.data.lateSessions : 0;

import type { Alert } from "../domain/alert.ts";
import { nextToClose } from "../domain/close.ts";
import type { TenantId } from "../domain/ids.ts";
import { type Period, periodOf, plusMonths } from "../domain/period.ts";
import { announceUnsent, type EvaluatePorts, evaluatePool, raiseDisabled } from "./evaluate-shortfall.ts";
import type { Heads } from "./heads.ts";
import { listAlerts } from "./rows/alert-row.ts";
import type { Head } from "./rows/head.ts";

/**
 * All that is worth telling of one tenant, whoever was asked before: the backstop for messages that were lost.
 * What is due is then found by the sweep.
 */
export type EvaluateTenant = (tenant: TenantId) => Promise<void>;

export const createEvaluateTenant =
  (ports: EvaluatePorts & { readonly heads: Heads }): EvaluateTenant =>
  async (tenant) => {
    await raiseDisabled(ports, tenant);
    const alerts = await listAlerts(ports.store, tenant);
    await announceUnsent(ports, tenant, alerts);
    const [found, now] = await Promise.all([ports.heads.get(tenant), ports.clock.now()]);
    for (const period of periodsOf(periodOf(now), found?.head, alerts)) {
      const balance = await ports.readBalance(tenant, period);
      const known = alerts.filter((alert) => alert.period === period);
      if (balance) await evaluatePool(ports, tenant, balance, known);
    }
  };

/**
 * The months whose messages may have been lost: those that are open, up to this one, the last that was closed, and
 * those that had late sessions before. Of an older closed month a lost message is made up for by its next late session.
 */
const periodsOf = (
  current: Period,
  head: Head | undefined,
  alerts: readonly Alert[],
): ReadonlySet<Period> => {
  const periods = new Set([current]);
  if (head === undefined) return periods;
  for (let open = nextToClose(head); open < current; open = plusMonths(open, 1)) periods.add(open);
  if (head.lastClosed !== undefined) periods.add(head.lastClosed);
  for (const { content, period } of alerts)
    if (content.type === "period.late-session" && period <= current) periods.add(period);
  return periods;
};

import type { Alert } from "../domain/alert.ts";
import type { TenantId } from "../domain/ids.ts";
import type { WritePorts } from "./ports.ts";
import { alertKey, alertToCells, readAlert } from "./rows/alert-row.ts";
import { type Try, untilSettled } from "./rows/settle.ts";
import { putOp } from "./rows/single-row.ts";

/** Raises an alert that is only ever raised once; gives it as it stands, which may be as it was raised before. */
export const raiseOnce = (ports: WritePorts, tenant: TenantId, alert: Alert): Promise<Alert> =>
  untilSettled(ports, async (): Promise<Try<Alert>> => {
    const found = await readAlert(ports.store, tenant, alert);
    if (found) return { settled: found.alert };
    const create = putOp(alertKey(alert), alertToCells(alert), undefined);
    return { outcome: await ports.store.transact("Sessions", tenant, [create]), value: alert };
  });

/**
 * Puts the alert in the place of the generation or state before it, If-Match, and gives it as it stands there:
 * where another evaluation was quicker it is that one's, of that one's time, or its event would be written twice.
 * Undefined: another change was made meanwhile, and stays. One that was not told yet is never replaced, or it
 * never would be.
 */
export const advanceAlert = (
  ports: WritePorts,
  tenant: TenantId,
  from: Alert | undefined,
  to: Alert,
): Promise<Alert | undefined> =>
  untilSettled(ports, async (): Promise<Try<Alert | undefined>> => {
    const found = await readAlert(ports.store, tenant, to);
    if (areSame(found?.alert, to)) return { settled: found?.alert };
    if (!areSame(found?.alert, from) || found?.alert.isSent === false) return { settled: undefined };
    const put = putOp(alertKey(to), alertToCells(to), found?.etag);
    return { outcome: await ports.store.transact("Sessions", tenant, [put]), value: to };
  });

const areSame = (one: Alert | undefined, other: Alert | undefined): boolean =>
  one?.generation === other?.generation && one?.state === other?.state;

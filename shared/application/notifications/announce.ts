import { createHash } from "node:crypto";
import type { Alert } from "../../domain/alert.ts";
import { newDelivery, parked } from "../../domain/delivery.ts";
import type { EventBody, EventContent } from "../../domain/event.ts";
import type { TenantId } from "../../domain/ids.ts";
import { type Instant, toIso } from "../../domain/period.ts";
import type { EventRef } from "../event-ref.ts";
import type { Op, Ports } from "../ports.ts";
import { alertKey, alertToCells, readAlert } from "../rows/alert-row.ts";
import { deliveryKey, deliveryToCells } from "../rows/delivery-row.ts";
import { eventKey, eventToCells } from "../rows/event-row.ts";
import { type Try, untilSettled } from "../rows/settle.ts";
import { putOp } from "../rows/single-row.ts";
import type { Endpoint, Endpoints } from "./endpoints.ts";
import { type Pointer, putPointer } from "./pointers.ts";

type AnnouncePorts = Ports & { readonly endpoints: Endpoints };

/**
 * Writes the event that tells of an alert, with a delivery to each endpoint that wants it, and marks the alert
 * as sent; gives the deliveries that are due. Asking again is safe: dying in between leaves an alert unsent,
 * and whoever checks next ends what was begun, under the same id.
 */
export type Announce = (tenant: TenantId, alert: Alert) => Promise<readonly Pointer[]>;

export const createAnnounce =
  (ports: AnnouncePorts): Announce =>
  async (tenant, alert) => {
    const ref = { at: alert.at, id: eventIdOf(tenant, alert) };
    const endpoints = (await ports.endpoints.list(tenant)) ?? [];
    const pointers = await writeEvent(ports, tenant, ref, alert.content, endpoints);
    await untilSettled(ports, () => trySent(ports, tenant, alert));
    return pointers;
  };

/**
 * Writes an event and its deliveries in one transaction, unless it is there; the pointers come before it. To an
 * endpoint that is disabled nothing is sent: its delivery is parked, so that a replay finds it.
 */
export const writeEvent = async (
  ports: Ports,
  tenant: TenantId,
  ref: EventRef,
  content: EventContent,
  endpoints: readonly Endpoint[],
): Promise<readonly Pointer[]> => {
  const now = await ports.clock.now();
  const receivers = endpoints.filter(({ events }) => events?.includes(content.type) ?? true);
  const pointers = receivers
    .filter(({ disabled }) => disabled === undefined)
    .map(
      ({ endpointId }): Pointer => ({ tenant, endpoint: endpointId, event: ref, dueAt: now, bookedAt: now }),
    );
  const body: EventBody = { ...content, timestamp: toIso(ref.at) };
  const ops: readonly Op[] = [
    { op: "create", rowKey: eventKey(ref), cells: eventToCells(body) },
    ...receivers.map((endpoint) => deliveryOp(endpoint, ref, now)),
  ];
  const isNew = await untilSettled(ports, async (): Promise<Try<boolean>> => {
    if (await ports.store.get("Notifications", tenant, eventKey(ref))) return { settled: false };
    await Promise.all(pointers.map((pointer) => putPointer(ports, pointer)));
    return { outcome: await ports.store.transact("Notifications", tenant, ops), value: true };
  });
  return isNew ? pointers : [];
};

const deliveryOp = ({ endpointId, disabled }: Endpoint, ref: EventRef, now: Instant): Op => {
  const delivery = disabled ? parked(newDelivery(now), "endpoint-disabled") : newDelivery(now);
  const rowKey = deliveryKey({ endpoint: endpointId, event: ref });
  return { op: "create", rowKey, cells: deliveryToCells(delivery, ref.id) };
};

const trySent = async ({ store }: Ports, tenant: TenantId, alert: Alert): Promise<Try<void>> => {
  const found = await readAlert(store, tenant, alert);
  const isOurs = found?.alert.generation === alert.generation && found.alert.state === alert.state;
  if (!isOurs || found.alert.isSent) return { settled: undefined };
  const cells = alertToCells({ ...found.alert, isSent: true });
  const ops = [putOp(alertKey(alert), cells, found.etag)];
  return { outcome: await store.transact("Sessions", tenant, ops), value: undefined };
};

/** Never changes between attempts, and differs between tenants, alerts and each time that one is entered or left. */
const eventIdOf = (tenant: TenantId, { period, name, generation, state }: Alert): string => {
  const told = JSON.stringify([tenant, period, name, generation, state]);
  return `msg_${createHash("sha256").update(told).digest().subarray(0, 18).toString("base64url")}`;
};

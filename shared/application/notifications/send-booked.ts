import {
  type AttemptLog,
  type Delivery,
  delivered,
  failed,
  failingFrom,
  hasFailedTooLong,
  type PendingDelivery,
  parked,
} from "../../domain/delivery.ts";
import type { EventBody, EventType } from "../../domain/event.ts";
import type { Instant } from "../../domain/period.ts";
import type { Ports } from "../ports.ts";
import { changeDelivery, type VersionedDelivery } from "../rows/delivery-row.ts";
import type { Disabled, StoredEndpoint } from "../rows/endpoint-row.ts";
import { eventFromStored, eventKey } from "../rows/event-row.ts";
import type { Endpoints } from "./endpoints.ts";
import { type Pointer, putPointer, removePointer } from "./pointers.ts";
import type { Sending, SendResult, Target } from "./sending.ts";

export type DeliverPorts = Ports & { readonly endpoints: Endpoints; readonly sending: Sending };

/** An attempt that was made, and how the delivery stands after it. */
export type AttemptMade = {
  readonly outcome: Delivery["state"];
  readonly type: EventType;
  readonly attempt: number;
  readonly log: AttemptLog;
  /** This attempt was the one after which nothing more is sent to the endpoint. */
  readonly disabled?: Disabled["reason"];
};

/** What is told, and where to. */
export type Notification = {
  readonly body: EventBody;
  readonly target: Awaited<ReturnType<Endpoints["targetOf"]>>;
};

/** The notification that the pointer stands for; throws where its event is missing. */
export const readNotification = async (
  { store, endpoints }: DeliverPorts,
  { tenant, endpoint, event }: Pointer,
): Promise<Notification> => {
  const [row, target] = await Promise.all([
    store.get("Notifications", tenant, eventKey(event)),
    endpoints.targetOf(tenant, endpoint),
  ]);
  if (row === undefined) throw new Error("A delivery has no event.");
  return { body: eventFromStored(row).body, target };
};

/** An attempt that is booked under `pointer`, the row being stored so. */
type Booking = {
  readonly pointer: Pointer;
  readonly stored: VersionedDelivery;
  readonly delivery: PendingDelivery;
  readonly notification: Notification;
};

/** Sends an attempt that is booked, and stores what came of it. */
export const sendBooked = async (ports: DeliverPorts, booking: Booking): Promise<AttemptMade> => {
  const { pointer, stored, delivery, notification } = booking;
  const { result, log } = await send(ports, pointer, notification);
  const disabled = await healthAfter(ports, pointer, result, log.at);
  const after = deliveryAfter(delivery, result, log, disabled);
  if (after.state === "pending" && after.nextAttemptAt !== delivery.nextAttemptAt)
    await putPointer(ports, { ...pointer, dueAt: after.nextAttemptAt });
  // Where another attempt was begun meanwhile, it is that one's result that counts.
  const isOurs = (await changeDelivery(ports, pointer, stored, after)) !== undefined;
  if (isOurs && (after.state !== "pending" || after.nextAttemptAt !== delivery.nextAttemptAt))
    await removePointer(ports, pointer);
  const { type } = notification.body;
  const made = { outcome: after.state, type, attempt: delivery.attempts, log };
  return disabled === undefined ? made : { ...made, disabled };
};

const send = async (
  { clock, timers, sending }: DeliverPorts,
  { event }: Pointer,
  { body, target }: Notification,
) => {
  const at = await clock.now();
  const beganMs = timers.monotonicMs();
  const result = await resultOf(target, (to) => sending.send(to, { id: event.id, at, body }));
  const log: AttemptLog = {
    at,
    latencyMs: Math.round(timers.monotonicMs() - beganMs),
    ...("status" in result && result.status !== undefined && { status: result.status }),
    ...("reason" in result && { reason: result.reason }),
  };
  return { result, log };
};

const resultOf = async (
  target: Awaited<ReturnType<Endpoints["targetOf"]>>,
  send: (target: Target) => Promise<SendResult>,
): Promise<SendResult> => {
  if (target === undefined) return { outcome: "failed", reason: "endpoint-removed" };
  return target === "unreadable" ? { outcome: "failed", reason: "secret-unreadable" } : await send(target);
};

const deliveryAfter = (
  delivery: PendingDelivery,
  result: SendResult,
  log: AttemptLog,
  disabled: Disabled["reason"] | undefined,
): Delivery => {
  if (result.outcome === "delivered") return delivered(delivery, log);
  if (disabled !== undefined) return parked(delivery, "endpoint-disabled", log);
  return failed(delivery, log, result.outcome === "failed" ? result.retryAfterMs : 0);
};

/** Keeps account of when the endpoint began to fail; gives the reason where this attempt disables it. */
const healthAfter = async (
  { endpoints }: DeliverPorts,
  { tenant, endpoint }: Pointer,
  { outcome }: SendResult,
  at: Instant,
): Promise<Disabled["reason"] | undefined> => {
  const after = await endpoints.change(tenant, endpoint, (found) => {
    if (found.disabled) return found;
    return outcome === "delivered" ? healthy(found) : failing(found, outcome === "gone", at);
  });
  return after?.disabled?.at === at ? after.disabled.reason : undefined;
};

const healthy = (endpoint: StoredEndpoint): StoredEndpoint => {
  if (endpoint.failingSince === undefined) return endpoint;
  const { failingSince: _, failedAt: __, ...rest } = endpoint;
  return rest;
};

const failing = (endpoint: StoredEndpoint, isGone: boolean, at: Instant): StoredEndpoint => {
  const since = failingFrom(endpoint, at);
  const next = { ...endpoint, failingSince: since, failedAt: at };
  if (isGone) return { ...next, disabled: { at, reason: "gone" } };
  return hasFailedTooLong(since, at) ? { ...next, disabled: { at, reason: "failing" } } : next;
};

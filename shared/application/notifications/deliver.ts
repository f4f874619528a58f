import { ATTEMPTS_MAX, booked, type Delivery, type PendingDelivery, parked } from "../../domain/delivery.ts";
import { type Instant, plusMs } from "../../domain/period.ts";
import { changeDelivery, readDelivery, type VersionedDelivery } from "../rows/delivery-row.ts";
import { type Pointer, putPointer, removePointer } from "./pointers.ts";
import { type AttemptMade, type DeliverPorts, readNotification, sendBooked } from "./send-booked.ts";

/** What a message came to; `superfluous`: there was nothing to do, or another does it. */
export type DeliverOutcome =
  | { readonly outcome: "superfluous" }
  | { readonly outcome: "not-sent"; readonly reason: string }
  | AttemptMade;

/** Makes the attempt that is due, if one is. Throws `StoreUnavailable`: the pointer is then still there. */
export type Deliver = (pointer: Pointer) => Promise<DeliverOutcome>;

// A row is written right after its pointer: one that is not there a day later never will be.
const ORPHAN_MS = 24 * 60 * 60 * 1000;
const JITTER_STEPS = 1000;
const SKEW_MS_MAX = 2_000;

/**
 * The next attempt is booked before this one is sent, first its pointer and then the row, If-Match: so of several
 * messages one sends, and dying anywhere leaves an attempt that is counted, perhaps sent, and followed by another.
 */
export const createDeliver =
  (ports: DeliverPorts): Deliver =>
  async (pointer) => {
    const [found, now] = await Promise.all([readDelivery(ports.store, pointer), ports.clock.now()]);
    const delivery = found?.delivery;
    if (found && delivery?.state === "pending" && isDue(delivery, now))
      return await attempt(ports, pointer, { found, delivery, now });
    if (isSuperfluous(pointer, delivery, now) && (await fenceOff(ports, pointer, found)))
      await removePointer(ports, pointer);
    return { outcome: "superfluous" };
  };

/** The first attempt is made at once, also by an instance whose clock is a little behind the one that asked for it. */
const isDue = ({ attempts, nextAttemptAt }: PendingDelivery, now: Instant): boolean =>
  plusMs(now, attempts === 0 ? SKEW_MS_MAX : 0) >= nextAttemptAt;

type Due = {
  readonly found: VersionedDelivery;
  readonly delivery: PendingDelivery;
  readonly now: Instant;
};

const attempt = async (
  ports: DeliverPorts,
  pointer: Pointer,
  { found, delivery, now }: Due,
): Promise<DeliverOutcome> => {
  const reason = await reasonNotToSend(ports, pointer, delivery);
  if (reason !== undefined) {
    if (await changeDelivery(ports, pointer, found, parked(delivery, reason)))
      await removePointer(ports, pointer);
    return { outcome: "not-sent", reason };
  }
  // Read before it is booked: a read that fails must not cost an attempt.
  const notification = await readNotification(ports, pointer);
  const next = booked(delivery, now, ports.randomness.below(JITTER_STEPS) / JITTER_STEPS);
  const nextPointer = { ...pointer, dueAt: next.nextAttemptAt, bookedAt: now };
  await putPointer(ports, nextPointer);
  const stored = await changeDelivery(ports, pointer, found, next);
  if (stored === undefined) return { outcome: "superfluous" };
  if (pointer.dueAt !== nextPointer.dueAt) await removePointer(ports, pointer);
  return await sendBooked(ports, { pointer: nextPointer, stored, delivery: next, notification });
};

/**
 * Whether the delivery can do without this pointer: it is over, or booked under a later one, since a pointer is
 * never moved to before the moment it was booked for.
 */
const isSuperfluous = (pointer: Pointer, delivery: Delivery | undefined, now: Instant): boolean => {
  if (delivery === undefined) return now > plusMs(pointer.bookedAt, ORPHAN_MS);
  return delivery.state !== "pending" || pointer.dueAt < delivery.nextAttemptAt;
};

/**
 * Keeps a replay from beginning a delivery that is over, under the pointer that it put before: the row is written anew
 * as it is, so that what such a replay was going to write no longer matches. Gives whether none can.
 */
const fenceOff = async (
  ports: DeliverPorts,
  pointer: Pointer,
  found: VersionedDelivery | undefined,
): Promise<boolean> => {
  if (found === undefined || found.delivery.state === "pending") return true;
  return (await changeDelivery(ports, pointer, found, found.delivery)) !== undefined;
};

const reasonNotToSend = async (
  { endpoints }: DeliverPorts,
  { tenant, endpoint }: Pointer,
  { attempts }: PendingDelivery,
): Promise<string | undefined> => {
  // The last attempt was begun and never ended.
  if (attempts >= ATTEMPTS_MAX) return "attempts-exhausted";
  const found = await endpoints.get(tenant, endpoint);
  if (found === undefined) return "endpoint-removed";
  return found.disabled ? "endpoint-disabled" : undefined;
};

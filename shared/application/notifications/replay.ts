import { newDelivery } from "../../domain/delivery.ts";
import type { EventBody } from "../../domain/event.ts";
import type { EndpointId, TenantId } from "../../domain/ids.ts";
import { type Instant, plusMs, toIso } from "../../domain/period.ts";
import { forEachAtOnce } from "../for-each-at-once.ts";
import { type Ports, StoreUnavailable, type TableStore } from "../ports.ts";
import { changeDelivery, type DeliveryRef, readDelivery } from "../rows/delivery-row.ts";
import { eventFromStored, type StoredEvent } from "../rows/event-row.ts";
import type { Endpoint, Endpoints } from "./endpoints.ts";
import { putPointer } from "./pointers.ts";

/** How many events are sent again or on their way already; `next`: from when on the rest has to be asked for. */
export type Replayed = { readonly events: number; readonly next?: Instant };

/** Undefined: no such endpoint. */
export type Replay = (
  tenant: TenantId,
  endpoint: EndpointId,
  from: Instant,
  to: Instant,
) => Promise<Replayed | undefined>;

// As many as are written in the time that an answer may take.
const EVENTS_MAX = 100;
const TRIES_MAX = 5;

/**
 * Has the events of `[from, to)` that the endpoint wants sent to it again, or for the first time, under the ids that
 * they had; the sweep finds them. What is on its way already goes on as it is.
 */
export const createReplay =
  (ports: Ports & { readonly endpoints: Endpoints }): Replay =>
  async (tenant, endpoint, from, to) => {
    const found = await ports.endpoints.get(tenant, endpoint);
    if (found === undefined) return undefined;
    const [events, now] = await Promise.all([eventsOf(ports.store, tenant, from, to), ports.clock.now()]);
    const wanted = events.slice(0, EVENTS_MAX).filter(({ body }) => isFor(found, body));
    await forEachAtOnce(wanted, ({ ref }) => sendAgain(ports, { tenant, endpoint, event: ref }, now));
    const rest = events[EVENTS_MAX];
    return { events: wanted.length, ...(rest && { next: rest.ref.at }) };
  };

/** A ping is its endpoint's, whatever that one wants, and means nothing to the others. */
const isFor = ({ endpointId, events }: Endpoint, body: EventBody): boolean =>
  body.type === "ping" ? body.data.endpointId === endpointId : (events?.includes(body.type) ?? true);

/**
 * Ends once the delivery is on its way, by this replay or another. A message that finds the pointer before the row is
 * written takes it away and fences the row off, so each try is made with a pointer of its own.
 */
const sendAgain = async (ports: Ports, ref: DeliveryRef, now: Instant): Promise<void> => {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const found = await readDelivery(ports.store, ref);
    if (found?.delivery.state === "pending") return;
    const at = plusMs(now, tries);
    await putPointer(ports, { ...ref, dueAt: at, bookedAt: at });
    if (await changeDelivery(ports, ref, found, newDelivery(at, found?.delivery.log))) return;
  }
  throw new StoreUnavailable("A delivery could not be begun anew.");
};

const eventsOf = async (
  store: TableStore,
  tenant: TenantId,
  from: Instant,
  to: Instant,
): Promise<readonly StoredEvent[]> => {
  const rows = await store.query(
    "Notifications",
    tenant,
    `e|${toIso(from)}`,
    `e|${toIso(to)}`,
    EVENTS_MAX + 1,
  );
  return rows.map(eventFromStored);
};

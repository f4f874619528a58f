import type { Delivery } from "../../domain/delivery.ts";
import type { EndpointId, TenantId } from "../../domain/ids.ts";
import { type EventRef, refText } from "../event-ref.ts";
import type { TableStore } from "../ports.ts";
import { deliveriesOf, deliveryFromStored, eventOfKey } from "../rows/delivery-row.ts";
import type { Endpoints } from "./endpoints.ts";

/** A delivery as it stands, with the event that it is of. */
export type ListedDelivery = { readonly event: EventRef; readonly delivery: Delivery };

/** Up to 100 deliveries of an endpoint after this one, in the order of their events' time; undefined: no such endpoint. */
export type ListDeliveries = (
  tenant: TenantId,
  endpoint: EndpointId,
  after?: EventRef,
) => Promise<readonly ListedDelivery[] | undefined>;

/** How many deliveries a page has at the most. */
export const DELIVERIES_MAX = 100;

export const createListDeliveries =
  ({ store, endpoints }: { readonly store: TableStore; readonly endpoints: Endpoints }): ListDeliveries =>
  async (tenant, endpoint, after) => {
    if ((await endpoints.get(tenant, endpoint)) === undefined) return undefined;
    const prefix = deliveriesOf(endpoint);
    // A space sorts before every character of a key.
    const from = after === undefined ? prefix : `${prefix}${refText(after)} `;
    const rows = await store.query("Notifications", tenant, from, `${prefix}~`, DELIVERIES_MAX);
    return rows.map((row) => ({ event: eventOfKey(row.rowKey), ...deliveryFromStored(row) }));
  };

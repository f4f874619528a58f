import * as z from "zod";
import type { Delivery } from "../../domain/delivery.ts";
import type { EndpointId, TenantId } from "../../domain/ids.ts";
import { parseInstant, toIso } from "../../domain/period.ts";
import { type EventRef, parseRef, refText } from "../event-ref.ts";
import type { Cells, StoredRow, TableStore, WritePorts } from "../ports.ts";
import { jsonCell, textOf } from "./row-schema.ts";
import { type Try, untilSettled } from "./settle.ts";
import { putOp } from "./single-row.ts";

/** Which event of a tenant goes to which endpoint. */
export type DeliveryRef = {
  readonly tenant: TenantId;
  readonly endpoint: EndpointId;
  readonly event: EventRef;
};

/** A delivery with the ETag that a change of it must match. */
export type VersionedDelivery = { readonly delivery: Delivery; readonly etag: string };

/** Where a delivery is kept in the tenant's partition of `Notifications`: by endpoint, then in the order of time. */
export const deliveryKey = ({ endpoint, event }: Omit<DeliveryRef, "tenant">): string =>
  `${deliveriesOf(endpoint)}${refText(event)}`;

/** What the keys of an endpoint's deliveries begin with. */
export const deliveriesOf = (endpoint: EndpointId): string => `d|${endpoint}|`;

const attempt = z.object({
  at: textOf(parseInstant),
  latencyMs: z.int(),
  status: z.int().exactOptional(),
  reason: z.string().exactOptional(),
});
const common = { attempts: z.int(), log: jsonCell(z.array(attempt)) };
const schema = z.discriminatedUnion("state", [
  z.object({ ...common, state: z.literal("pending"), nextAttemptAt: textOf(parseInstant) }),
  z.object({ ...common, state: z.literal("delivered") }),
  z.object({ ...common, state: z.literal("parked"), reason: z.string() }),
]);

/** The cells of a delivery; `mark` names the write, so that one whose answer was lost is known again. */
export const deliveryToCells = (delivery: Delivery, mark: string): Cells => {
  const { log, ...rest } = delivery;
  const cells = { ...rest, mark, log: JSON.stringify(log.map((one) => ({ ...one, at: toIso(one.at) }))) };
  return "nextAttemptAt" in cells ? { ...cells, nextAttemptAt: toIso(cells.nextAttemptAt) } : cells;
};

/** The delivery that was read; throws where its cells are none. */
export const deliveryFromStored = ({ etag, cells }: StoredRow): VersionedDelivery => ({
  delivery: schema.parse(cells),
  etag,
});

/** The event that a delivery's row key names. */
export const eventOfKey = (rowKey: string): EventRef => {
  const [, , ...ref] = rowKey.split("|");
  return textOf(parseRef).parse(ref.join("|"));
};

/** The delivery as it is; undefined where there is none. */
export const readDelivery = async (
  store: TableStore,
  ref: DeliveryRef,
): Promise<VersionedDelivery | undefined> => {
  const row = await store.get("Notifications", ref.tenant, deliveryKey(ref));
  return row && deliveryFromStored(row);
};

/** Changes a delivery If-Match, or makes it; undefined: another did in between, and nothing was changed. */
export const changeDelivery = async (
  ports: WritePorts,
  ref: DeliveryRef,
  from: VersionedDelivery | undefined,
  to: Delivery,
): Promise<VersionedDelivery | undefined> => {
  const { store, randomness } = ports;
  const mark = randomness.uniqueId();
  const op = putOp(deliveryKey(ref), deliveryToCells(to, mark), from?.etag);
  let hasTried = false;
  return await untilSettled(ports, async (): Promise<Try<VersionedDelivery | undefined>> => {
    if (hasTried) {
      const row = await store.get("Notifications", ref.tenant, deliveryKey(ref));
      if (row?.cells["mark"] === mark) return { settled: { delivery: to, etag: row.etag } };
      if (row?.etag !== from?.etag) return { settled: undefined };
    }
    const outcome = await store.transact("Notifications", ref.tenant, [op]);
    hasTried = true;
    const etag = outcome.outcome === "committed" ? (outcome.etags[0] ?? "") : "";
    return { outcome, value: { delivery: to, etag } };
  });
};

import * as z from "zod";
import type { EndpointId, TenantId } from "../../domain/ids.ts";
import { endpointId, tenantId } from "../../domain/ids.ts";
import { type Instant, parseInstant, toIso } from "../../domain/period.ts";
import { type EventRef, parseRef, refText } from "../event-ref.ts";
import type { StoredRow, TableStore, Transacted, WritePorts } from "../ports.ts";
import { textOf } from "../rows/row-schema.ts";
import { ensureRow, removeRow } from "../rows/single-row.ts";

/**
 * Says that a delivery may be due at a moment. Written before the row it points to, in a partition that one
 * sweep can read for all tenants: it may be superfluous, never missing.
 */
export type Pointer = {
  readonly tenant: TenantId;
  readonly endpoint: EndpointId;
  readonly event: EventRef;
  readonly dueAt: Instant;
  /** When it was first written, however often a sweep moved it on since. */
  readonly bookedAt: Instant;
};
export type VersionedPointer = { readonly pointer: Pointer; readonly etag: string };

// No tenant can have this id.
const DUE = "queue|due";

const keyOf = ({ tenant, endpoint, event, dueAt }: Pointer): string =>
  `${toIso(dueAt)}|${tenant}|${endpoint}|${refText(event)}`;
const cellsOf = ({ bookedAt }: Pointer) => ({ booked: toIso(bookedAt) });
const placeOf = (pointer: Pointer) =>
  ({ table: "Notifications", partition: DUE, rowKey: keyOf(pointer) }) as const;

const schema = z.object({ booked: textOf(parseInstant) });

const fromStored = ({ rowKey, etag, cells }: StoredRow): VersionedPointer => {
  const [due = "", tenant = "", endpoint = "", ...ref] = rowKey.split("|");
  const pointer = {
    tenant: textOf(tenantId).parse(tenant),
    endpoint: textOf(endpointId).parse(endpoint),
    event: textOf(parseRef).parse(ref.join("|")),
    dueAt: textOf(parseInstant).parse(due),
    bookedAt: schema.parse(cells).booked,
  };
  return { pointer, etag };
};

/** Writes the pointer, unless it is there. */
export const putPointer = async (ports: WritePorts, pointer: Pointer): Promise<void> => {
  await ensureRow(ports, placeOf(pointer), cellsOf(pointer));
};

/** Removes a pointer that is superfluous. */
export const removePointer = async (ports: WritePorts, pointer: Pointer): Promise<void> => {
  await removeRow(ports, placeOf(pointer));
};

/** Up to `limit` pointers that are due at `now`, the longest due first. */
export const duePointers = async (
  store: TableStore,
  now: Instant,
  limit: number,
): Promise<readonly VersionedPointer[]> =>
  (await store.query("Notifications", DUE, "", `${toIso(now)}~`, limit)).map(fromStored);

/** Moves a pointer to another moment, in one transaction: it is never missing, and never twice. */
export const movePointer = (
  store: TableStore,
  { pointer, etag }: VersionedPointer,
  dueAt: Instant,
): Promise<Transacted> =>
  store.transact("Notifications", DUE, [
    { op: "create", rowKey: keyOf({ ...pointer, dueAt }), cells: cellsOf(pointer) },
    { op: "delete", rowKey: keyOf(pointer), etag },
  ]);

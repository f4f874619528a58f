import type { EndpointId, TenantId } from "../../domain/ids.ts";
import type { Op, Transacted, WritePorts } from "../ports.ts";
import {
  endpointFromStored,
  endpointKey,
  endpointToCells,
  type StoredEndpoint,
} from "../rows/endpoint-row.ts";
import { queryAll } from "../rows/query-all.ts";
import { type Try, untilSettled } from "../rows/settle.ts";
import { putOp } from "../rows/single-row.ts";

/** An endpoint with the ETag that a change of it must match. */
export type VersionedEndpoint = { readonly endpoint: StoredEndpoint; readonly etag: string };

/** The endpoint as it is; undefined where there is none. */
export const readEndpoint = async (
  { store }: WritePorts,
  tenant: TenantId,
  id: EndpointId,
): Promise<VersionedEndpoint | undefined> => {
  const row = await store.get("Credentials", tenant, endpointKey(id));
  return row && { endpoint: endpointFromStored(row), etag: row.etag };
};

/** All endpoints of a tenant, in the order of their ids. */
export const listEndpointRows = async (
  { store }: WritePorts,
  tenant: TenantId,
): Promise<readonly StoredEndpoint[]> =>
  (await queryAll(store, "Credentials", tenant, endpointKey(""))).map(endpointFromStored);

/** A row that each new endpoint of a tenant changes, so that of many put at once none is overlooked. */
export const ENDPOINTS_KEY = "endpoints";

/** Writes an endpoint, new or If-Match; `others` in the same transaction. */
export const writeEndpoint = (
  { store }: WritePorts,
  tenant: TenantId,
  endpoint: StoredEndpoint,
  etag: string | undefined,
  others: readonly Op[] = [],
): Promise<Transacted> => {
  const op = putOp(endpointKey(endpoint.endpointId), endpointToCells(endpoint), etag);
  return store.transact("Credentials", tenant, [op, ...others]);
};

/** Changes an endpoint and gives it as it is then; `to` gives back what it got where there is nothing to change. */
export const changeEndpoint = (
  ports: WritePorts,
  tenant: TenantId,
  id: EndpointId,
  to: (endpoint: StoredEndpoint) => StoredEndpoint,
): Promise<StoredEndpoint | undefined> =>
  untilSettled(ports, async (): Promise<Try<StoredEndpoint | undefined>> => {
    const found = await readEndpoint(ports, tenant, id);
    const next = found && to(found.endpoint);
    if (next === undefined || next === found?.endpoint) return { settled: next };
    return { outcome: await writeEndpoint(ports, tenant, next, found?.etag), value: next };
  });

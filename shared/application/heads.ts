import type { TenantId } from "../domain/ids.ts";
import { createTimelessCache } from "./cache.ts";
import type { Op, TableStore, Transacted } from "./ports.ts";
import { HEAD_KEY, type Head, headFromCells, headToCells } from "./rows/head.ts";

/** A head with the ETag that a change of it must match. */
export type VersionedHead = { readonly head: Head; readonly etag: string };

/** The heads of all tenants, as last seen by this process. */
export type Heads = {
  /** As last seen, however long ago; undefined where this process saw none yet. */
  readonly seen: (tenant: TenantId) => VersionedHead | undefined;
  /** As last seen, else read; undefined: no such tenant. */
  readonly get: (tenant: TenantId) => Promise<VersionedHead | undefined>;
  /** Read anew; undefined: no such tenant. */
  readonly read: (tenant: TenantId) => Promise<VersionedHead | undefined>;
  /** Changes the head If-Match, together with `others` in one transaction. */
  readonly change: (
    tenant: TenantId,
    from: VersionedHead,
    to: Head,
    others?: readonly Op[],
  ) => Promise<Transacted>;
};

/** A head is small, read by every recording and changed a few times in its life: so it is remembered. */
export const createHeads = (store: TableStore, tenantsMax?: number): Heads => {
  const seen = createTimelessCache<TenantId, VersionedHead>(tenantsMax);
  const reading = new Map<TenantId, Promise<VersionedHead | undefined>>();

  const readAnew = async (tenant: TenantId): Promise<VersionedHead | undefined> => {
    const row = await store.get("Sessions", tenant, HEAD_KEY);
    const found = row && { head: headFromCells(row.cells), etag: row.etag };
    if (found) seen.set(tenant, found);
    else seen.delete(tenant);
    return found;
  };
  // Many invocations of a tenant arrive at once in a fresh process: one read serves them all.
  const get = (tenant: TenantId): Promise<VersionedHead | undefined> => {
    const known = seen.get(tenant);
    if (known) return Promise.resolve(known);
    const current = reading.get(tenant) ?? readAnew(tenant).finally(() => reading.delete(tenant));
    reading.set(tenant, current);
    return current;
  };
  const change: Heads["change"] = async (tenant, from, to, others = []) => {
    const update: Op = { op: "update", rowKey: HEAD_KEY, cells: headToCells(to), etag: from.etag };
    const outcome = await store.transact("Sessions", tenant, [update, ...others]);
    const etag = outcome.outcome === "committed" ? outcome.etags[0] : undefined;
    if (etag === undefined) seen.delete(tenant);
    else seen.set(tenant, { head: to, etag });
    return outcome;
  };
  return { seen: (tenant) => seen.get(tenant), get, read: readAnew, change };
};

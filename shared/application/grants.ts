import { LRUCache } from "lru-cache";
import * as z from "zod";
import { GRANT_KINDS, type Grant, type GrantFault, putGrant } from "../domain/grant.ts";
import { grantId, type TenantId } from "../domain/ids.ts";
import { parsePeriod } from "../domain/period.ts";
import { ok, type Result } from "../domain/result.ts";
import type { Heads, VersionedHead } from "./heads.ts";
import type { Cells, Op, Randomness, TableStore, Timers } from "./ports.ts";
import { queryAll } from "./query-all.ts";
import { textOf } from "./row-schema.ts";
import { type Try, untilSettled } from "./settle.ts";

export type GrantPut = Result<"created" | "changed" | "same", GrantFault>;

export type Grants = {
  /** Undefined: no such tenant. */
  readonly put: (tenant: TenantId, grant: Grant) => Promise<GrantPut | undefined>;
  /** All grants of the tenant, also ended ones, as they were at this head or later. */
  readonly at: (tenant: TenantId, head: VersionedHead) => Promise<readonly Grant[]>;
};

const rowKeyOf = (id: string): string => `g|${id}`;
const TENANTS_MAX = 10_000;

const schema = z.object({
  grantId: textOf(grantId),
  kind: z.enum(GRANT_KINDS),
  quantity: z.int(),
  from: textOf(parsePeriod),
  until: textOf(parsePeriod).optional(),
});

const fromCells = (cells: Cells): Grant => {
  const { until, ...rest } = schema.parse(cells);
  return until === undefined ? rest : { ...rest, until };
};

/**
 * Grants, in the tenant's own partition. Each is put in one transaction with the head, so that a close
 * and a grant cannot miss each other, and the head's `grantsVersion` tells when remembered ones are old.
 */
export const createGrants = (ports: {
  readonly store: TableStore;
  readonly heads: Heads;
  readonly timers: Timers;
  readonly randomness: Randomness;
}): Grants => {
  const { store, heads } = ports;
  const remembered = new LRUCache<TenantId, { readonly version: number; readonly grants: readonly Grant[] }>({
    max: TENANTS_MAX,
  });

  const tryPut = async (tenant: TenantId, grant: Grant): Promise<Try<GrantPut | undefined>> => {
    const rowKey = rowKeyOf(grant.grantId);
    const [found, row] = await Promise.all([heads.read(tenant), store.get("Sessions", tenant, rowKey)]);
    if (found === undefined) return { settled: undefined };
    const { head } = found;
    const put = putGrant(row && fromCells(row.cells), grant, head.lastClosed);
    if (!put.ok || put.value === "same") return { settled: put };
    const cells: Cells = { ...grant };
    const op: Op = row ? { op: "update", rowKey, cells, etag: row.etag } : { op: "create", rowKey, cells };
    const next = { ...head, grantsVersion: head.grantsVersion + 1 };
    return { outcome: await heads.change(tenant, found, next, [op]), value: ok(put.value) };
  };

  return {
    put: (tenant, grant) => untilSettled(ports, () => tryPut(tenant, grant)),
    at: async (tenant, { head }) => {
      const known = remembered.get(tenant);
      if (known?.version === head.grantsVersion) return known.grants;
      // Read after the head: they may be newer than it, never older.
      const rows = await queryAll(store, "Sessions", tenant, rowKeyOf(""));
      const grants = rows.map(({ cells }) => fromCells(cells));
      remembered.set(tenant, { version: head.grantsVersion, grants });
      return grants;
    },
  };
};

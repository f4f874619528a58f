import * as z from "zod";
import { GRANT_KINDS, type Grant, type GrantRefusal, putGrant } from "../domain/grant.ts";
import { grantId, type TenantId } from "../domain/ids.ts";
import { parsePeriod } from "../domain/period.ts";
import type { Put } from "../domain/put.ts";
import { ok, type Result } from "../domain/result.ts";
import { createTimelessCache } from "./cache.ts";
import type { Heads, VersionedHead } from "./heads.ts";
import { createInTurn } from "./in-turn.ts";
import type { Cells, WritePorts } from "./ports.ts";
import { queryAll } from "./rows/query-all.ts";
import { textOf } from "./rows/row-schema.ts";
import { type Try, timeOfRequest, untilSettled } from "./rows/settle.ts";
import { putOp } from "./rows/single-row.ts";

export type GrantPut = Result<Put, GrantRefusal>;

/** A tenant's grants; undefined: no such tenant. */
export type Grants = {
  readonly put: (tenant: TenantId, grant: Grant) => Promise<GrantPut | undefined>;
  /** All of them, ended ones too. */
  readonly list: (tenant: TenantId) => Promise<readonly Grant[] | undefined>;
  /** All of them, as they were at this head or later. */
  readonly at: (tenant: TenantId, head: VersionedHead) => Promise<readonly Grant[]>;
};

const rowKeyOf = (id: string): string => `g|${id}`;

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
export const createGrants = (ports: WritePorts & { readonly heads: Heads }): Grants => {
  const { store, heads } = ports;
  const cache = createTimelessCache<
    TenantId,
    { readonly version: number; readonly grants: readonly Grant[] }
  >();

  // Many grants of a tenant that are put at once would spoil one another's ETag of the head.
  const inTurn = createInTurn<TenantId>();

  const tryPut = async (tenant: TenantId, grant: Grant): Promise<Try<GrantPut | undefined>> => {
    const rowKey = rowKeyOf(grant.grantId);
    const found = await heads.read(tenant);
    if (found === undefined) return { settled: undefined };
    // Read after the head: a grant that a close has counted is then seen, and is not refused for that close.
    const row = await store.get("Sessions", tenant, rowKey);
    const { head } = found;
    const put = putGrant(row && fromCells(row.cells), grant, head.lastClosed);
    if (!put.ok || put.value === "same") return { settled: put };
    const next = { ...head, grantsVersion: head.grantsVersion + 1 };
    const outcome = await heads.change(tenant, found, next, [putOp(rowKey, { ...grant }, row?.etag)]);
    return { outcome, value: ok(put.value) };
  };
  const at = async (tenant: TenantId, { head }: VersionedHead): Promise<readonly Grant[]> => {
    const known = cache.get(tenant);
    if (known?.version === head.grantsVersion) return known.grants;
    // Read after the head: they may be newer than it, never older.
    const rows = await queryAll(store, "Sessions", tenant, rowKeyOf(""));
    const grants = rows.map(({ cells }) => fromCells(cells));
    cache.set(tenant, { version: head.grantsVersion, grants });
    return grants;
  };
  return {
    put: (tenant, grant) => {
      // From its arrival, not from its turn: else an outage would leave a queue that outlasts it.
      const isOver = timeOfRequest(ports.timers);
      return inTurn(tenant, () => untilSettled(ports, () => tryPut(tenant, grant), isOver));
    },
    list: async (tenant) => {
      const head = await heads.read(tenant);
      return head && (await at(tenant, head));
    },
    at,
  };
};

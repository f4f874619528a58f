import type { TenantId } from "../domain/ids.ts";
import type { Period } from "../domain/period.ts";
import type { Statement } from "../domain/statement.ts";
import type { Heads } from "./heads.ts";
import type { TableStore } from "./ports.ts";
import { laneFromStored, laneKey } from "./rows/lane.ts";
import { listStatementRows, readStatementRow } from "./rows/statement-row.ts";

/** A statement, with what was reported after the close beside it: that is not part of it and can grow. */
export type ShownStatement = { readonly statement: Statement; readonly lateSessions: number };

/** A tenant's statements. */
export type Statements = {
  /** The oldest first; undefined: no such tenant. */
  readonly list: (tenant: TenantId) => Promise<readonly ShownStatement[] | undefined>;
  /** Undefined: no such tenant, or the period is not closed. */
  readonly get: (tenant: TenantId, period: Period) => Promise<ShownStatement | undefined>;
};

/** Statements as they were closed, each with its late sessions as they are now. */
export const createStatements = (ports: {
  readonly store: TableStore;
  readonly heads: Heads;
}): Statements => {
  const { store, heads } = ports;
  const shown = async (tenant: TenantId, statement: Statement): Promise<ShownStatement> => {
    const late = await store.get("Sessions", tenant, laneKey(statement.period, "late"));
    const figures = late && laneFromStored(statement.period, late).figures;
    return { statement, lateSessions: figures?.get("sessions") ?? 0 };
  };
  return {
    list: async (tenant) => {
      if ((await heads.get(tenant)) === undefined) return undefined;
      const statements = await listStatementRows(store, tenant);
      return await Promise.all(statements.map((statement) => shown(tenant, statement)));
    },
    get: async (tenant, period) => {
      const statement = await readStatementRow(store, tenant, period);
      return statement && (await shown(tenant, statement));
    },
  };
};

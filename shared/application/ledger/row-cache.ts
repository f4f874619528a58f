import type { TenantId } from "../../domain/ids.ts";
import { createCache } from "../cache.ts";
import type { Timers } from "../ports.ts";
import type { VersionedRow } from "../rows/conversation-row.ts";
import type { KnownRows } from "./plan.ts";

/** The rows that this process saw last, of all tenants. */
export type RowCache = {
  readonly get: (rowKey: string) => VersionedRow | undefined;
  /** Those of the entries' rows that are known. */
  readonly allOf: (entries: Iterable<{ readonly rowKey: string }>) => KnownRows;
  readonly keep: (rows: KnownRows) => void;
  readonly forget: (rowKeys: Iterable<string>) => void;
};

// Far less than the month for which a row that is due for purging is already refused, so none outlives its row.
const KEPT_MS_MAX = 60 * 60 * 1000;

/** The memory that all tenants of a process share; `of` gives one tenant's part of it. */
export const createRowCache = (
  timers: Timers,
  rowsMax: number,
): { readonly of: (tenant: TenantId) => RowCache } => {
  const cache = createCache<string, VersionedRow>(timers, { max: rowsMax, keptMs: KEPT_MS_MAX });
  const of = (tenant: TenantId): RowCache => {
    const name = (rowKey: string): string => `${tenant}|${rowKey}`;
    return {
      get: (rowKey) => cache.get(name(rowKey)),
      allOf: (entries) => {
        const known = new Map<string, VersionedRow>();
        for (const { rowKey } of entries) {
          const row = cache.get(name(rowKey));
          if (row) known.set(rowKey, row);
        }
        return known;
      },
      keep: (rows) => {
        for (const [rowKey, row] of rows) if (row) cache.set(name(rowKey), row);
      },
      forget: (rowKeys) => {
        for (const rowKey of rowKeys) cache.delete(name(rowKey));
      },
    };
  };
  return { of };
};

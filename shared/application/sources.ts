import { type SourceId, sourceId, type TenantId } from "../domain/ids.ts";
import { ok, type Result, refused } from "../domain/result.ts";
import type { Adapters, InputFault, SourceSettings } from "./adapter.ts";
import { createMemory } from "./memory.ts";
import type { Cells, Op, Randomness, TableStore, Timers } from "./ports.ts";
import { queryAll } from "./query-all.ts";
import { type Try, untilSettled } from "./settle.ts";

/** A registered sender of webhooks. */
export type Source = {
  readonly sourceId: SourceId;
  readonly kind: string;
  readonly settings: SourceSettings;
};

export type SourceFault =
  | { readonly code: "unknown-kind"; readonly kinds: readonly string[] }
  | { readonly code: "invalid-settings"; readonly faults: readonly InputFault[] }
  | { readonly code: "source-kind-differs"; readonly kind: string };

export type Sources = {
  /** Puts a source. Its kind stays; its settings hold elsewhere within a minute. The tenant must exist. */
  readonly put: (
    tenant: TenantId,
    id: SourceId,
    kind: string,
    settings: unknown,
  ) => Promise<Result<"created" | "changed" | "same", SourceFault>>;
  readonly get: (tenant: TenantId, id: SourceId) => Promise<Source | undefined>;
  readonly list: (tenant: TenantId) => Promise<readonly Source[]>;
};

const KEPT_MS = 60_000;
const KEPT_MAX = 10_000;
const rowKeyOf = (id: string): string => `s|${id}`;

/** The tenants' sources, kept beside their credentials and remembered for a minute. */
export const createSources = (ports: {
  readonly store: TableStore;
  readonly adapters: Adapters;
  readonly timers: Timers;
  readonly randomness: Randomness;
}): Sources => {
  const { store, adapters, timers } = ports;
  const seen = createMemory<string, Source>(timers, { max: KEPT_MAX, keptMs: KEPT_MS });

  const tryPut = async (tenant: TenantId, id: SourceId, cells: Cells) => {
    type Put = Result<"created" | "changed" | "same", SourceFault>;
    const rowKey = rowKeyOf(id);
    const row = await store.get("Credentials", tenant, rowKey);
    const write = async (op: Op, value: Put): Promise<Try<Put>> => ({
      outcome: await store.transact("Credentials", tenant, [op]),
      value,
    });
    if (row === undefined) return await write({ op: "create", rowKey, cells }, ok("created"));
    const kind = String(row.cells["kind"]);
    if (kind !== cells["kind"]) return { settled: refused({ code: "source-kind-differs", kind } as const) };
    if (row.cells["settings"] === cells["settings"]) return { settled: ok("same" as const) };
    return await write({ op: "update", rowKey, cells, etag: row.etag }, ok("changed"));
  };

  return {
    put: async (tenant, id, kind, input) => {
      const adapter = adapters.get(kind);
      if (adapter === undefined) return refused({ code: "unknown-kind", kinds: [...adapters.keys()] });
      const settings = adapter.parseSettings(input);
      if (!settings.ok) return refused({ code: "invalid-settings", faults: settings.fault });
      const cells = { kind, settings: JSON.stringify(settings.value) };
      const put = await untilSettled(ports, () => tryPut(tenant, id, cells));
      seen.delete(`${tenant}|${id}`);
      return put;
    },
    get: async (tenant, id) => {
      const name = `${tenant}|${id}`;
      const known = seen.get(name);
      if (known) return known;
      const row = await store.get("Credentials", tenant, rowKeyOf(id));
      const source = row && sourceFromRow(adapters, row.rowKey, row.cells);
      if (source) seen.set(name, source);
      return source;
    },
    list: async (tenant) => {
      const rows = await queryAll(store, "Credentials", tenant, rowKeyOf(""));
      return rows.map(({ rowKey, cells }) => sourceFromRow(adapters, rowKey, cells));
    },
  };
};

const sourceFromRow = (adapters: Adapters, rowKey: string, cells: Cells): Source => {
  const id = sourceId(rowKey.slice(rowKeyOf("").length));
  const kind = String(cells["kind"]);
  const settings = adapters.get(kind)?.parseSettings(JSON.parse(String(cells["settings"])));
  if (id === undefined || settings?.ok !== true) throw new Error("A row of a source is none.");
  return { sourceId: id, kind, settings: settings.value };
};

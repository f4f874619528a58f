import * as z from "zod";
import { type SourceId, sourceId, type TenantId } from "../domain/ids.ts";
import type { Put } from "../domain/put.ts";
import { ok, type Result, refused } from "../domain/result.ts";
import type { Adapters, InputFault, SourceSettings } from "./adapter.ts";
import { createCache } from "./cache.ts";
import type { Heads } from "./heads.ts";
import type { Cells, WritePorts } from "./ports.ts";
import { queryAll } from "./rows/query-all.ts";
import { jsonCell } from "./rows/row-schema.ts";
import { type Try, untilSettled } from "./rows/settle.ts";
import { putOp } from "./rows/single-row.ts";

/** A registered sender of webhooks. */
export type Source = {
  readonly sourceId: SourceId;
  readonly kind: string;
  readonly settings: SourceSettings;
};

export type SourceRefusal =
  | { readonly code: "unknown-kind"; readonly kinds: readonly string[] }
  | { readonly code: "invalid-settings"; readonly faults: readonly InputFault[] }
  | { readonly code: "source-kind-differs"; readonly kind: string };

export type SourcePut = Result<Put, SourceRefusal>;

/** A tenant's sources. */
export type Sources = {
  /** Its kind stays; its settings hold elsewhere within a minute. Undefined: no such tenant. */
  readonly put: (
    tenant: TenantId,
    id: SourceId,
    kind: string,
    settings: unknown,
  ) => Promise<SourcePut | undefined>;
  readonly get: (tenant: TenantId, id: SourceId) => Promise<Source | undefined>;
  /** Undefined: no such tenant. */
  readonly list: (tenant: TenantId) => Promise<readonly Source[] | undefined>;
};

const rowKeyOf = (id: string): string => `s|${id}`;
const schema = z.object({ kind: z.string(), settings: jsonCell(z.unknown()) });

/** Sources, kept beside the credentials of their tenant. */
export const createSources = (
  ports: WritePorts & { readonly heads: Heads; readonly adapters: Adapters },
): Sources => {
  const { store, heads, adapters, timers } = ports;
  const cache = createCache<string, Source>(timers);

  const tryPut = async (tenant: TenantId, id: SourceId, cells: Cells): Promise<Try<SourcePut>> => {
    const rowKey = rowKeyOf(id);
    const row = await store.get("Credentials", tenant, rowKey);
    if (row) {
      const { kind } = schema.parse(row.cells);
      if (kind !== cells["kind"]) return { settled: refused({ code: "source-kind-differs", kind }) };
      if (row.cells["settings"] === cells["settings"]) return { settled: ok("same") };
    }
    const outcome = await store.transact("Credentials", tenant, [putOp(rowKey, cells, row?.etag)]);
    return { outcome, value: ok(row ? "changed" : "created") };
  };
  return {
    put: async (tenant, id, kind, input) => {
      if ((await heads.get(tenant)) === undefined) return undefined;
      const adapter = adapters.get(kind);
      if (adapter === undefined) return refused({ code: "unknown-kind", kinds: [...adapters.keys()] });
      const settings = adapter.parseSettings(input);
      if (!settings.ok) return refused({ code: "invalid-settings", faults: settings.refusal });
      const cells = { kind, settings: JSON.stringify(settings.value) };
      const put = await untilSettled(ports, () => tryPut(tenant, id, cells));
      cache.delete(`${tenant}|${id}`);
      return put;
    },
    get: async (tenant, id) => {
      const name = `${tenant}|${id}`;
      const known = cache.get(name);
      if (known) return known;
      const row = await store.get("Credentials", tenant, rowKeyOf(id));
      const source = row && sourceOf(adapters, id, row.cells);
      if (source) cache.set(name, source);
      return source;
    },
    list: async (tenant) => {
      if ((await heads.get(tenant)) === undefined) return undefined;
      const rows = await queryAll(store, "Credentials", tenant, rowKeyOf(""));
      return rows.flatMap(({ rowKey, cells }) => {
        const id = sourceId(rowKey.slice(rowKeyOf("").length));
        return id === undefined ? [] : [sourceOf(adapters, id, cells)];
      });
    },
  };
};

const sourceOf = (adapters: Adapters, id: SourceId, cells: Cells): Source => {
  const { kind, settings } = schema.parse(cells);
  const parsed = adapters.get(kind)?.parseSettings(settings);
  if (parsed?.ok !== true) throw new Error("A source has a kind or settings that are none.");
  return { sourceId: id, kind, settings: parsed.value };
};

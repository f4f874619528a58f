import type { SourceId, TenantId } from "../domain/ids.ts";
import type { Instant } from "../domain/period.ts";
import { ok, type Result, refused } from "../domain/result.ts";
import type { Adapters, Configured } from "./adapter.ts";
import { createCache } from "./cache.ts";
import type { Heads } from "./heads.ts";
import type { Ports } from "./ports.ts";
import { checkSource, type SourceInput, type SourcePut, tryPutSource } from "./put-source.ts";
import { queryAll } from "./rows/query-all.ts";
import { type Try, untilSettled } from "./rows/settle.ts";
import { type StoredSource, sourceFromStored, sourceKey } from "./rows/source-row.ts";
import type { SecretBox } from "./secret-box.ts";
import { liveSecrets, newSecret, rotated } from "./signing-secrets.ts";
import { readSource, writeSource } from "./source-rows.ts";

/** A registered sender of webhooks that is not disabled. */
export type Source = {
  readonly configured: Configured;
  /** Those that it may sign with at that time, the newest first. */
  readonly secretsAt: (now: Instant) => readonly string[];
};

/** A source without what is secret about it. */
export type ListedSource = Omit<StoredSource, "sealed">;

/** A tenant's sources. Undefined: no such tenant or source. What is put holds elsewhere within a minute. */
export type Sources = {
  /** Its kind stays. A vendor's new secret takes over from the one before, which lives on for a day. */
  readonly put: (tenant: TenantId, id: SourceId, input: SourceInput) => Promise<SourcePut | undefined>;
  readonly get: (tenant: TenantId, id: SourceId) => Promise<Source | undefined>;
  readonly list: (tenant: TenantId) => Promise<readonly ListedSource[] | undefined>;
  /** A new secret; the one before lives on for a day. `no-secret`: the vendor makes it. */
  readonly rotateSecret: (tenant: TenantId, id: SourceId) => Promise<Rotated | undefined>;
};

type Rotated = Result<string, { readonly code: "no-secret" }>;
type SourcePorts = Ports & {
  readonly heads: Heads;
  readonly adapters: Adapters;
  readonly secretBox: SecretBox;
};

/** Sources, kept beside the credentials of their tenant. */
export const createSources = (ports: SourcePorts): Sources => {
  const { store, heads, adapters, clock, randomness, timers } = ports;
  const cache = createCache<string, Source>(timers);
  let changes = 0;
  const changing = async <Value>(tenant: TenantId, id: SourceId, change: () => Promise<Value>) => {
    try {
      return await change();
    } finally {
      changes++;
      cache.delete(`${tenant}|${id}`);
    }
  };
  return {
    put: async (tenant, id, input) => {
      if ((await heads.get(tenant)) === undefined) return undefined;
      const checked = checkSource(adapters, input);
      if (!checked.ok) return checked;
      const of = { tenant, id, fresh: newSecret(randomness), now: await clock.now() };
      const settle = () => untilSettled(ports, () => tryPutSource(ports, of, checked.value));
      return await changing(tenant, id, settle);
    },
    get: async (tenant, id) => {
      const name = `${tenant}|${id}`;
      const known = cache.get(name);
      if (known) return known;
      const changesBefore = changes;
      const source = await getSource(ports, tenant, id);
      // A slow look-up may bring what was changed meanwhile: remembered, it would hold for a minute more.
      if (source && changes === changesBefore) cache.set(name, source);
      return source;
    },
    list: async (tenant) => {
      if ((await heads.get(tenant)) === undefined) return undefined;
      const rows = await queryAll(store, "Credentials", tenant, sourceKey(""));
      return rows.map((row) => {
        const { sealed: _, ...source } = sourceFromStored(row);
        return source;
      });
    },
    rotateSecret: (tenant, id) => changing(tenant, id, () => rotateSecret(ports, tenant, id)),
  };
};

const getSource = async (ports: SourcePorts, tenant: TenantId, id: SourceId): Promise<Source | undefined> => {
  const found = await readSource(ports, tenant, id);
  if (found === undefined || found.isDisabled) return undefined;
  const configured = ports.adapters.get(found.kind)?.configure(found.settings);
  if (configured?.ok !== true) throw new Error("A source has a kind or settings that are none.");
  return { configured: configured.value, secretsAt: (now) => liveSecrets(found.secrets, now) };
};

const rotateSecret = async (
  ports: SourcePorts,
  tenant: TenantId,
  id: SourceId,
): Promise<Rotated | undefined> => {
  const fresh = newSecret(ports.randomness);
  const now = await ports.clock.now();
  return await untilSettled(ports, async (): Promise<Try<Rotated | undefined>> => {
    const found = await readSource(ports, tenant, id);
    if (found === undefined) return { settled: undefined };
    if (ports.adapters.get(found.kind)?.isVendorSecret) return { settled: refused({ code: "no-secret" }) };
    // An earlier try was committed, and its answer lost.
    if (found.secrets[0]?.secret === fresh.secret) return { settled: ok(fresh.secret) };
    const secrets = rotated(found.secrets, fresh, now);
    return { outcome: await writeSource(ports, tenant, { ...found, secrets }), value: ok(fresh.secret) };
  });
};

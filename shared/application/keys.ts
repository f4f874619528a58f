import { createHash, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { type TenantId, tenantId } from "../domain/ids.ts";
import { type Instant, parseInstant, toIso } from "../domain/period.ts";
import { createMemory } from "./memory.ts";
import type { Cells, Clock, Op, Randomness, TableStore, Timers } from "./ports.ts";
import { textOf } from "./row-schema.ts";
import { type Try, untilSettled } from "./settle.ts";

/** What a key lets its holder do. `operate` can do all that `read` can. */
export const KEY_ROLES = ["ingest", "read", "operate"] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

/** An API key as it is listed: never with its secret, of which only the hash is stored. */
export type ListedKey = {
  readonly keyId: string;
  readonly role: KeyRole;
  readonly name: string;
  readonly createdAt: Instant;
  readonly expiresAt?: Instant;
};

/** Whom a key speaks for. */
export type KeyHolder = { readonly tenant: TenantId; readonly role: KeyRole };

export type ApiKeys = {
  /** The key's text is in this answer and nowhere else. */
  readonly create: (
    tenant: TenantId,
    wanted: { readonly role: KeyRole; readonly name: string; readonly expiresAt?: Instant },
  ) => Promise<{ readonly keyId: string; readonly key: string }>;
  readonly list: (tenant: TenantId) => Promise<readonly ListedKey[]>;
  /** Whether there was such a key. Other processes may take it for up to a minute more. */
  readonly remove: (tenant: TenantId, keyId: string) => Promise<boolean>;
  /** Whom the text speaks for; undefined where it is no key, or removed or expired. */
  readonly holderOf: (text: string) => Promise<KeyHolder | undefined>;
};

const KEY_ID_LENGTH = 12;
const SECRET_LENGTH = 43;
const KEY = /^bm_([0-9A-Za-z]{12})_([0-9A-Za-z]{43})$/;
const KEY_ID = /^[0-9A-Za-z]{12}$/;
const KEPT_MS = 60_000;
const KEPT_MAX = 10_000;
const KEYS_MAX = 1000;

const common = { role: z.enum(KEY_ROLES), expiresAt: textOf(parseInstant).optional() };
const listedSchema = z.object({ ...common, name: z.string(), createdAt: textOf(parseInstant) });
const holderSchema = z.object({ ...common, tenant: textOf(tenantId), hash: z.string() });
type Holder = z.output<typeof holderSchema>;

const listedKey = (keyId: string): string => `k|${keyId}`;
// A partition of its own: a key is looked up by its id alone, since its text names no tenant.
const holderPartition = (keyId: string): string => `key|${keyId}`;
const HOLDER = "holder";
const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("base64url");

/** The tenants' API keys: for each a row in its tenant's list, and one that says whom it speaks for. */
export const createApiKeys = (ports: {
  readonly store: TableStore;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomness: Randomness;
}): ApiKeys => {
  const { store, clock, timers, randomness } = ports;
  const holders = createMemory<string, Holder>(timers, { max: KEPT_MAX, keptMs: KEPT_MS });
  const readHolder = async (keyId: string): Promise<Holder | undefined> => {
    const known = holders.get(keyId);
    if (known) return known;
    const row = await store.get("Credentials", holderPartition(keyId), HOLDER);
    const holder = row && holderSchema.parse(row.cells);
    if (holder) holders.set(keyId, holder);
    return holder;
  };
  const ensure = (partition: string, rowKey: string, cells: Cells): Promise<void> =>
    untilSettled(ports, async (): Promise<Try<void>> => {
      if (await store.get("Credentials", partition, rowKey)) return { settled: undefined };
      const create: Op = { op: "create", rowKey, cells };
      return { outcome: await store.transact("Credentials", partition, [create]), value: undefined };
    });
  const removed = (partition: string, rowKey: string): Promise<boolean> => {
    let wasThere = false;
    return untilSettled(ports, async (): Promise<Try<boolean>> => {
      const row = await store.get("Credentials", partition, rowKey);
      if (row === undefined) return { settled: wasThere };
      wasThere = true;
      const remove: Op = { op: "delete", rowKey, etag: row.etag };
      return { outcome: await store.transact("Credentials", partition, [remove]), value: true };
    });
  };
  return {
    create: async (tenant, { role, name, expiresAt }) => {
      const keyId = randomness.base62(KEY_ID_LENGTH);
      const secret = randomness.base62(SECRET_LENGTH);
      const cells = { role, ...(expiresAt === undefined ? {} : { expiresAt: toIso(expiresAt) }) };
      const createdAt = toIso(await clock.now());
      // The list first: dying in between leaves a listed key that opens nothing, never one that nobody sees.
      await ensure(tenant, listedKey(keyId), { ...cells, name, createdAt });
      await ensure(holderPartition(keyId), HOLDER, { ...cells, tenant, hash: hashOf(secret) });
      return { keyId, key: `bm_${keyId}_${secret}` };
    },
    list: async (tenant) => {
      const rows = await store.query("Credentials", tenant, listedKey(""), listedKey("~"), KEYS_MAX);
      return rows.map(({ rowKey, cells }) => {
        const { expiresAt, ...rest } = listedSchema.parse(cells);
        const keyId = rowKey.slice(listedKey("").length);
        return { keyId, ...rest, ...(expiresAt === undefined ? {} : { expiresAt }) };
      });
    },
    remove: async (tenant, keyId) => {
      if (!KEY_ID.test(keyId)) return false;
      if ((await store.get("Credentials", tenant, listedKey(keyId))) === undefined) return false;
      holders.delete(keyId);
      // What opens first: dying in between leaves a key that is still listed and opens nothing.
      await removed(holderPartition(keyId), HOLDER);
      holders.delete(keyId);
      return await removed(tenant, listedKey(keyId));
    },
    holderOf: async (text) => {
      const [, keyId, secret] = KEY.exec(text) ?? [];
      if (keyId === undefined || secret === undefined) return undefined;
      const holder = await readHolder(keyId);
      if (holder === undefined) return undefined;
      const isRight = timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(holder.hash));
      const isExpired = holder.expiresAt !== undefined && holder.expiresAt <= (await clock.now());
      return isRight && !isExpired ? { tenant: holder.tenant, role: holder.role } : undefined;
    },
  };
};

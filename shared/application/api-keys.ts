import { createHash, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { type TenantId, tenantId } from "../domain/ids.ts";
import { type Instant, parseInstant, toIso } from "../domain/period.ts";
import { createCache } from "./cache.ts";
import type { Heads } from "./heads.ts";
import type { Ports, TableStore } from "./ports.ts";
import { queryAll } from "./rows/query-all.ts";
import { textOf } from "./rows/row-schema.ts";
import { ensureRow, removeRow } from "./rows/single-row.ts";

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

/** A key as it is asked for. */
type WantedKey = { readonly role: KeyRole; readonly name: string; readonly expiresAt?: Instant };

/** A new key: `key` is the text that opens, shown this once. */
type CreatedKey = { readonly keyId: string; readonly key: string };

/** Whom a key speaks for, and which it is. */
export type KeyHolder = { readonly keyId: string; readonly tenant: TenantId; readonly role: KeyRole };

/** A tenant's API keys; undefined: no such tenant. */
export type ApiKeys = {
  /** The key's text is in this answer and nowhere else. */
  readonly create: (tenant: TenantId, wanted: WantedKey) => Promise<CreatedKey | undefined>;
  readonly list: (tenant: TenantId) => Promise<readonly ListedKey[] | undefined>;
  /** Whether there was such a key. Other processes may take it for up to a minute more. */
  readonly remove: (tenant: TenantId, keyId: string) => Promise<boolean>;
  /** Whom the text speaks for; undefined where it is no key, or removed or expired. */
  readonly holderOf: (text: string) => Promise<KeyHolder | undefined>;
};

const KEY_ID_LENGTH = 12;
const SECRET_LENGTH = 43;
const KEY = /^bm_([0-9A-Za-z]{12})_([0-9A-Za-z]{43})$/;
const KEY_ID = /^[0-9A-Za-z]{12}$/;

const common = { role: z.enum(KEY_ROLES), expiresAt: textOf(parseInstant).optional() };
const listedSchema = z.object({ ...common, name: z.string(), createdAt: textOf(parseInstant) });
const holderSchema = z.object({ ...common, tenant: textOf(tenantId), hash: z.string() });
type Holder = z.output<typeof holderSchema>;

const listedKey = (keyId: string): string => `k|${keyId}`;
const listedPlace = (tenant: TenantId, keyId: string) =>
  ({ table: "Credentials", partition: tenant, rowKey: listedKey(keyId) }) as const;
// A partition of its own: a key is looked up by its id alone, since its text names no tenant.
const holderPlace = (keyId: string) =>
  ({ table: "Credentials", partition: `key|${keyId}`, rowKey: "holder" }) as const;
const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("base64url");

/** The tenants' API keys: for each a row in its tenant's list, and one that says whom it speaks for. */
export const createApiKeys = (ports: Ports & { readonly heads: Heads }): ApiKeys => {
  const { store, heads, clock, timers } = ports;
  const cache = createCache<string, Holder>(timers);
  let removals = 0;
  const readHolder = async (keyId: string): Promise<Holder | undefined> => {
    const known = cache.get(keyId);
    if (known) return known;
    const { table, partition, rowKey } = holderPlace(keyId);
    const removalsBefore = removals;
    const row = await store.get(table, partition, rowKey);
    const holder = row && holderSchema.parse(row.cells);
    // A slow look-up may bring what was removed meanwhile: remembered, it would open for a minute more.
    if (holder && removals === removalsBefore) cache.set(keyId, holder);
    return holder;
  };
  return {
    create: async (tenant, wanted) => (await heads.get(tenant)) && (await createKey(ports, tenant, wanted)),
    list: async (tenant) => (await heads.get(tenant)) && (await listKeys(store, tenant)),
    remove: async (tenant, keyId) => {
      const { table, partition, rowKey } = listedPlace(tenant, keyId);
      if (!KEY_ID.test(keyId) || (await store.get(table, partition, rowKey)) === undefined) return false;
      // What opens goes first: dying in between leaves a key that is still listed and opens nothing.
      await removeRow(ports, holderPlace(keyId));
      removals++;
      cache.delete(keyId);
      return await removeRow(ports, listedPlace(tenant, keyId));
    },
    holderOf: async (text) => {
      const [, keyId, secret] = KEY.exec(text) ?? [];
      if (keyId === undefined || secret === undefined) return undefined;
      const holder = await readHolder(keyId);
      if (holder === undefined) return undefined;
      const isRight = timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(holder.hash));
      const isExpired = holder.expiresAt !== undefined && holder.expiresAt <= (await clock.now());
      return isRight && !isExpired ? { keyId, tenant: holder.tenant, role: holder.role } : undefined;
    },
  };
};

const createKey = async (
  ports: Ports,
  tenant: TenantId,
  { role, name, expiresAt }: WantedKey,
): Promise<CreatedKey> => {
  const keyId = ports.randomness.base62(KEY_ID_LENGTH);
  const secret = ports.randomness.base62(SECRET_LENGTH);
  const cells = { role, ...(expiresAt === undefined ? {} : { expiresAt: toIso(expiresAt) }) };
  const createdAt = toIso(await ports.clock.now());
  // The list first: dying in between leaves a listed key that opens nothing, never one that nobody sees.
  await ensureRow(ports, listedPlace(tenant, keyId), { ...cells, name, createdAt });
  await ensureRow(ports, holderPlace(keyId), { ...cells, tenant, hash: hashOf(secret) });
  return { keyId, key: `bm_${keyId}_${secret}` };
};

const listKeys = async (store: TableStore, tenant: TenantId): Promise<readonly ListedKey[]> => {
  const rows = await queryAll(store, "Credentials", tenant, listedKey(""));
  return rows.map(({ rowKey, cells }) => {
    const { expiresAt, ...rest } = listedSchema.parse(cells);
    const keyId = rowKey.slice(listedKey("").length);
    return { keyId, ...rest, ...(expiresAt === undefined ? {} : { expiresAt }) };
  });
};

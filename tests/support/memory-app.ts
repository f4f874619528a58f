import { type App, createApp } from "../../functions/app.ts";
import { handlersOf } from "../../functions/handlers.ts";
import type { KeyRole } from "../../shared/application/api-keys.ts";
import type { FetchJson } from "../../shared/application/incoming.ts";
import type { Clock, TableStore } from "../../shared/application/ports.ts";
import { createAdapters } from "../../shared/channels/adapters.ts";
import type { Instant } from "../../shared/domain/period.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type Call, type Called, serve } from "./call.ts";
import { type MemorySending, memorySending } from "./memory-sending.ts";
import { at } from "./values.ts";
import { seededRandomness, type VirtualTimers, virtualTimers } from "./virtual-timers.ts";

/** Opens everything. */
export const ADMIN_KEY = "YWRtaW4ta2V5LW9mLXRoZS10ZXN0cy0zMi1ieXRlcy0=";
/** The time that a new clock tells. */
export const NOW = "2026-11-25T09:00:00.000Z";
/** How long an invocation may wait to be stored. */
export const DEADLINE_MS = 4_000;

/** A clock that stands still until it is set. */
export type SettableClock = Clock & { readonly set: (iso: string) => void };

/** A clock that tells this time. */
export const settableClock = (iso = NOW): SettableClock => {
  let now: Instant = at(iso);
  return {
    now: async () => now,
    set: (next) => {
      now = at(next);
    },
  };
};

const unreachable: FetchJson = () => Promise.reject(new Error("Nothing is there."));

/** What several processes of one installation share. */
export type World = {
  readonly store: TableStore;
  readonly timers: VirtualTimers;
  readonly clock: SettableClock;
  readonly sending: MemorySending;
  /** What proofs fetch; nothing is there by default. */
  readonly fetchJson?: FetchJson;
  /** What closes and purges go by; the same clock by default. */
  readonly undisputedClock?: Clock;
};

/** A new installation, over this store. */
export const newWorld = (store = memoryTable()): World => ({
  store,
  timers: virtualTimers(),
  clock: settableClock(),
  sending: memorySending(),
});

/** One process of the app, over a world in memory. */
export type MemoryApp = World & {
  readonly app: App;
  /** Faults that were reported, to be logged. */
  readonly faults: readonly unknown[];
  readonly call: (call: Call) => Promise<Called>;
  /** All at the same time. */
  readonly callAll: (calls: readonly Call[]) => Promise<readonly Called[]>;
};

/** A process of the app; several over one world share its table and clock. */
export const memoryApp = (
  world: World = newWorld(),
  { seed = 1, conversationIdKey = new Uint8Array(32).fill(7), retentionMonths = 13, graceHours = 72 } = {},
): MemoryApp => {
  const faults: unknown[] = [];
  const app = createApp(
    {
      ...world,
      randomness: seededRandomness(seed),
      adapters: createAdapters({ fetchJson: unreachable, ...world }),
      onFault: (fault) => faults.push(fault),
    },
    {
      adminKey: ADMIN_KEY,
      conversationIdKey,
      secretsKey: new Uint8Array(32).fill(9),
      retentionMonths,
      graceHours,
      purchaseUrl: "https://buy.example",
      deadlineMs: DEADLINE_MS,
    },
  );
  const endpoints = handlersOf(app);
  const start = (call: Call): Promise<Called> => serve(endpoints, call, (fault) => faults.push(fault));
  return {
    ...world,
    app,
    faults,
    call: (call) => world.timers.settle(start(call)),
    callAll: (calls) => world.timers.settle(Promise.all(calls.map(start))),
  };
};

/** A tenant's API keys, one a role. */
export type TenantKeys = Readonly<Record<KeyRole, string>>;

/** Makes a tenant whose first month is 2026-01, with a key of each role. */
export const givenTenant = async (memory: MemoryApp, tenantId = "acme"): Promise<TenantKeys> => {
  const path = `v1/tenants/${tenantId}`;
  await expectCreated(memory, { method: "PUT", path, json: { name: tenantId, since: "2026-01" } });
  const keyOf = async (role: KeyRole): Promise<string> => {
    const made = await expectCreated(memory, {
      method: "POST",
      path: `${path}/keys`,
      json: { role, name: role },
    });
    const { json } = made;
    if (typeof json !== "object" || json === null || !("key" in json)) throw new Error("No key was made.");
    return String(json.key);
  };
  return { ingest: await keyOf("ingest"), read: await keyOf("read"), operate: await keyOf("operate") };
};

const expectCreated = async (memory: MemoryApp, call: Call): Promise<Called> => {
  const called = await memory.call({ key: ADMIN_KEY, ...call });
  if (called.status !== 201) throw new Error(`Not made: ${called.text}`);
  return called;
};

/** A native invocation that counts, but for what `but` says. */
export const nativeInvocation = (but: Readonly<Record<string, unknown>> = {}) => ({
  conversationId: "c1",
  botId: "bot-a",
  channel: "lcw",
  at: "2026-11-25T08:59:00Z",
  ...but,
});

/** Where a tenant's invocations go. */
export const invocationsOf = (tenantId = "acme"): string => `v1/tenants/${tenantId}/invocations`;

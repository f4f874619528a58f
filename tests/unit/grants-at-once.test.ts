import { beforeEach, expect, it } from "vitest";
import { createGrants, type Grants } from "../../shared/application/grants.ts";
import { createHeads } from "../../shared/application/heads.ts";
import { StoreUnavailable, type TableStore } from "../../shared/application/ports.ts";
import { createTenants } from "../../shared/application/tenants.ts";
import { grantId } from "../../shared/domain/ids.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { breakableTable } from "../support/breakable-table.ts";
import { hookedTable } from "../support/hooked-table.ts";
import { settableClock } from "../support/memory-app.ts";
import { given, grant, month, tenant } from "../support/values.ts";
import { seededRandomness, type VirtualTimers, virtualTimers } from "../support/virtual-timers.ts";

const ACME = tenant("acme");
const PUTS = 60;
// A call to Table Storage within its region.
const CALL_MS = 8;

let timers: VirtualTimers;
let table: TableStore;
beforeEach(async () => {
  timers = virtualTimers();
  table = memoryTable();
  const ports = { ...portsOf(table, 1), clock: settableClock(), retentionMonths: 13 };
  await createTenants(ports).put(ACME, { name: "Acme", since: month("2026-01") });
});

const portsOf = (store: TableStore, seed: number) => {
  const heads = createHeads(store);
  return { store, heads, timers, randomness: seededRandomness(seed) };
};
/** The table, as far away as it is from a process. */
const distantTable = (): TableStore => {
  const arrive = (): Promise<void> => new Promise((resolve) => timers.after(CALL_MS, resolve));
  return {
    get: (...asked) => arrive().then(() => table.get(...asked)),
    query: (...asked) => arrive().then(() => table.query(...asked)),
    transact: (...asked) => arrive().then(() => table.transact(...asked)),
  };
};
const numbered = (index: number) => grant("chat", { grantId: given(grantId(`g${index}`)) });

it("makes all of many grants that three processes put at once", async () => {
  const processes = [2, 3, 4].map((seed) => createGrants(portsOf(distantTable(), seed)));
  const grants = Array.from({ length: PUTS }, (_, index) => numbered(index));

  const puts = await timers.settle(
    Promise.allSettled(
      grants.map((each, index) => given(processes[index % processes.length]).put(ACME, each)),
    ),
  );

  expect(new Set(puts.map((put) => JSON.stringify(put)))).toEqual(
    new Set([JSON.stringify({ status: "fulfilled", value: { ok: true, value: "created" } })]),
  );
  const listed = await createGrants(portsOf(table, 5)).list(ACME);
  expect(listed?.map((each) => each.grantId).toSorted()).toEqual(
    grants.map((each) => each.grantId).toSorted(),
  );
});

it("lets the puts of one process not stand in each other's way", async () => {
  const store = hookedTable(table);
  const grants = createGrants(portsOf(store, 2));

  await timers.settle(
    Promise.all(Array.from({ length: PUTS }, (_, index) => grants.put(ACME, numbered(index)))),
  );

  expect(store.calls().filter((call) => call.startsWith("transact"))).toHaveLength(PUTS);
});

it("leaves no queue behind, however many waited when the store took no writes", async () => {
  const store = breakableTable(table);
  const grants: Grants = createGrants(portsOf(store, 2));
  store.be("refusing");
  const start = timers.monotonicMs();
  const puts = await timers.settle(
    Promise.allSettled(Array.from({ length: PUTS }, (_, index) => grants.put(ACME, numbered(index)))),
  );
  expect(puts.every((put) => put.status === "rejected" && put.reason instanceof StoreUnavailable)).toBe(true);
  expect(timers.monotonicMs() - start).toBeLessThanOrEqual(4_000);

  store.be("up");

  expect(await timers.settle(grants.put(ACME, numbered(0)))).toEqual({ ok: true, value: "created" });
  expect(await grants.list(ACME)).toHaveLength(1);
});

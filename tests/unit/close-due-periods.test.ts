import { describe, expect, it } from "vitest";
import type { App } from "../../functions/app.ts";
import { closePeriod } from "../../functions/close-period.ts";
import { ClockDisputed } from "../../shared/application/clock.ts";
import { type Clock, type Op, StoreUnavailable, type TableStore } from "../../shared/application/ports.ts";
import { HEAD_KEY, headToCells, newHead } from "../../shared/application/rows/head.ts";
import { readStatementRow, statementKey } from "../../shared/application/rows/statement-row.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { givenTenant, memoryApp, newWorld } from "../support/memory-app.ts";
import { runClose } from "../support/run-close.ts";
import { at, month, tenant } from "../support/values.ts";

const DUE = "2026-11-30T00:00:00.000Z";
const OCTOBER = month("2026-10");

/** A store that counts what is asked of it and how much of that at once; each answer takes a turn of the loop. */
const watched = (table: TableStore) => {
  const seen = { gets: 0, queries: 0, transactions: 0, rowsMax: 0, atOnceMax: 0 };
  let atOnce = 0;
  const ask = async <Value>(answer: () => Promise<Value>): Promise<Value> => {
    atOnce += 1;
    seen.atOnceMax = Math.max(seen.atOnceMax, atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    atOnce -= 1;
    return await answer();
  };
  const store: TableStore = {
    get: (...asked) => {
      seen.gets += 1;
      return ask(() => table.get(...asked));
    },
    query: (...asked) => {
      seen.queries += 1;
      return ask(async () => {
        const rows = await table.query(...asked);
        seen.rowsMax = Math.max(seen.rowsMax, rows.length);
        return rows;
      });
    },
    transact: (...asked) => {
      seen.transactions += 1;
      return ask(() => table.transact(...asked));
    },
  };
  return { store, seen };
};

/** Tenants as they are stored, all of which began in October; `due` says whose it is to be closed. */
const givenTenants = async (store: TableStore, count: number, due: (index: number) => boolean) => {
  const ids = Array.from({ length: count }, (_, index) => tenant(`t${String(index).padStart(5, "0")}`));
  for (const [index, id] of ids.entries()) {
    const head = newHead(due(index) ? OCTOBER : month("2026-11"), at("2026-10-01T00:00:00Z"));
    const create: Op = { op: "create", rowKey: HEAD_KEY, cells: headToCells(head) };
    await store.transact("Sessions", id, [create]);
    await store.transact("Tenants", "tenants", [{ op: "create", rowKey: id, cells: { name: id } }]);
  }
  return ids;
};

const appOver = (store: TableStore, undisputedClock?: Clock) => {
  const world = newWorld(store);
  world.clock.set(DUE);
  return memoryApp({ ...world, ...(undisputedClock && { undisputedClock }) });
};

/** A store that is down for some tenants' partitions. */
const downFor = (table: TableStore, isDown: (partition: string) => boolean): TableStore => {
  const check = (partition: string): void => {
    if (isDown(partition)) throw new StoreUnavailable("The test's store is down.");
  };
  return {
    get: async (name, partition, rowKey) => {
      check(partition);
      return await table.get(name, partition, rowKey);
    },
    query: async (name, partition, ...rest) => {
      check(partition);
      return await table.query(name, partition, ...rest);
    },
    transact: table.transact,
  };
};

const runOf = (app: App) => runClose(app);

describe("a run over all tenants", () => {
  it("costs a few reads a tenant where nothing is due, and writes nothing", async () => {
    const table = memoryTable();
    await givenTenants(table, 250, () => false);
    const { store, seen } = watched(table);
    const run = await runOf(appOver(store).app);
    expect(run).toMatchObject({ tenants: 250, closed: 0, isCutShort: false });
    expect(seen.transactions).toBe(0);
    // Two heads, endpoints, alerts, the month's lanes and those of two months before, the purge's position.
    expect((seen.gets + seen.queries) / 250).toBeLessThanOrEqual(8.1);
  });

  it("closes for 10,000 tenants what is due, a page and a few at a time", { timeout: 60_000 }, async () => {
    const table = memoryTable();
    const ids = await givenTenants(table, 10_000, (index) => index % 10 === 0);
    const { store, seen } = watched(table);
    const run = await runOf(appOver(store).app);
    expect(run).toMatchObject({ tenants: 10_000, closed: 1000, isCutShort: false });
    expect(seen.rowsMax).toBeLessThanOrEqual(100);
    // Eight tenants, each with four questions at once at the most.
    expect(seen.atOnceMax).toBeLessThanOrEqual(32);
    const made = await Promise.all(ids.map((id) => table.get("Sessions", id, statementKey(OCTOBER))));
    expect(made.filter((row) => row !== undefined)).toHaveLength(1000);
  });

  it("closes for all others where some fail, and then tells of all that failed", async () => {
    const table = memoryTable();
    const ids = await givenTenants(table, 120, () => true);
    const failing = new Set<string>(ids.filter((_, index) => index % 7 === 0));
    const memory = appOver(downFor(table, (partition) => failing.has(partition)));
    const failed = await memory.timers.settle(runOf(memory.app).catch((fault: unknown) => fault));
    expect(failed).toBeInstanceOf(AggregateError);
    // Each was neither closed, nor evaluated, nor purged.
    expect(failed).toMatchObject({ errors: { length: 3 * failing.size } });
    for (const id of ids)
      expect((await readStatementRow(table, id, OCTOBER)) !== undefined).toBe(!failing.has(id));
  });

  it("is made up for by the next when the store comes back", async () => {
    const table = memoryTable();
    const [id = tenant("none")] = await givenTenants(table, 1, () => true);
    let isDown = true;
    const memory = appOver(downFor(table, () => isDown));
    await expect(runOf(memory.app)).rejects.toThrow();
    isDown = false;
    expect(await runOf(memory.app)).toMatchObject({ closed: 1 });
    expect(await readStatementRow(table, id, OCTOBER)).toBeDefined();
  });

  it("ends by itself before its host ends it, also within a page of slow tenants", async () => {
    const table = memoryTable();
    await givenTenants(table, 100, () => true);
    const world = newWorld(table);
    const { timers } = world;
    const slowly = async () => {
      await new Promise<void>((resolve) => timers.after(10_000, resolve));
      return at(DUE);
    };
    const { app } = memoryApp({ ...world, clock: { ...world.clock, now: slowly } });
    const beganMs = timers.monotonicMs();
    const run = await timers.settle(runOf(app));
    expect(run.isCutShort).toBe(true);
    expect(run.tenants).toBeLessThan(100);
    expect(timers.monotonicMs() - beganMs).toBeLessThan(5 * 60 * 1000);
  });

  it("closes nothing while the time is in doubt, and says so once", async () => {
    const table = memoryTable();
    const [id = tenant("none")] = await givenTenants(table, 3, () => true);
    const undisputedClock = {
      now: () => Promise.reject(new ClockDisputed("The storage's time is far ahead.")),
    };
    const memory = appOver(table, undisputedClock);
    await expect(runOf(memory.app)).rejects.toThrow(ClockDisputed);
    expect(await readStatementRow(table, id, OCTOBER)).toBe(undefined);
  });

  it("of nobody is one query, and its place", async () => {
    const { store, seen } = watched(memoryTable());
    expect(await runOf(appOver(store).app)).toMatchObject({ tenants: 0, closed: 0 });
    expect(seen).toMatchObject({ gets: 2, queries: 1, transactions: 0 });
  });
});

describe("the timer", () => {
  it("logs each tenant with its closed months, and the run", async () => {
    const memory = memoryApp();
    await givenTenant(memory);
    memory.clock.set(DUE);
    const lines: string[] = [];
    await memory.timers.settle(
      closePeriod(memory.app)({ log: (line) => lines.push(line), error: (line) => lines.push(line) }),
    );
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      ...Array.from({ length: 10 }, () => ({ event: "closed", tenant: "acme" })),
      { event: "close-run", tenants: 1, closed: 10, isCutShort: false },
    ]);
  });

  it("fails where a tenant failed, and its log says whose and why, beside what it came to", async () => {
    const table = memoryTable();
    await givenTenants(table, 2, () => true);
    const memory = appOver(downFor(table, (partition) => partition === "t00001"));
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    await expect(closePeriod(memory.app)({ log, error: log })).rejects.toThrow("1 tenants");
    const told = lines.map((line) => JSON.parse(line));
    expect(told).toContainEqual(
      expect.objectContaining({
        function: "closePeriod",
        tenant: "t00001",
        faults: [expect.objectContaining({ message: "The test's store is down." })],
      }),
    );
    expect(told.at(-1)).toMatchObject({ event: "close-run", tenants: 2, closed: 1, failed: 1 });
  });
});

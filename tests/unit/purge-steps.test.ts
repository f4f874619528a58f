import { beforeEach, describe, expect, it } from "vitest";
import type { Op } from "../../shared/application/ports.ts";
import { rowKeyOf, rowToCells } from "../../shared/application/rows/conversation-row.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type HookedTable, hookedTable } from "../support/hooked-table.ts";
import { givenTenant, type MemoryApp, memoryApp, newWorld, type World } from "../support/memory-app.ts";
import { runClose } from "../support/run-close.ts";
import { at, countedRow, excludedRow, keyNumber } from "../support/values.ts";
import { seededRandomness } from "../support/virtual-timers.ts";

const DUE = { at: at("2026-04-30T23:59:59.999Z") };
const KEPT = { at: at("2026-05-01T00:00:00.000Z") };

let store: HookedTable;
let world: World;
let memory: MemoryApp;
beforeEach(async () => {
  store = hookedTable(memoryTable());
  world = newWorld(store);
  memory = memoryApp(world);
  await givenTenant(memory);
});

const running = (process = memory) => runClose(process.app);
const run = (process = memory) => world.timers.settle(running(process));
const nothingInTheWay = () => store.onTransact((_, __, go) => go());
const position = async () => (await world.store.get("Sessions", "acme", "p"))?.cells;
const isDone = async (): Promise<boolean> => (await position())?.["done"] === true;

/** So many rows of each kind, each second one due; all months before 2027-06 closed. Gives the keys that are not due. */
const givenRows = async (counted: number, excluded: number): Promise<readonly string[]> => {
  const some = (length: number) => Array.from({ length }, (_, n) => ({ conversationKey: keyNumber(n), n }));
  const rows = [
    ...some(counted).map(({ n, ...key }) => countedRow({ ...key, ...(n % 2 ? DUE : KEPT) })),
    ...some(excluded).map(({ n, ...key }) =>
      excludedRow({ environment: "test", ...key, ...(n % 2 ? DUE : KEPT) }),
    ),
  ];
  // Closed first, when 2026-04 cannot be purged yet; in the month after it can.
  world.clock.set("2027-05-20T00:00:00.000Z");
  await run();
  const ops = rows.map((row): Op => {
    const cells = rowToCells(row, row.kind === "counted" ? "tx" : undefined);
    return { op: "create", rowKey: rowKeyOf(row), cells };
  });
  for (let start = 0; start < ops.length; start += 100)
    await world.store.transact("Sessions", "acme", ops.slice(start, start + 100));
  world.clock.set("2027-06-01T00:00:00.000Z");
  store.calls();
  return rows.flatMap((row) => (row.at === KEPT.at ? [rowKeyOf(row)] : []));
};
/** All keys of conversations. */
const keysLeft = async (): Promise<readonly string[]> => {
  const keys: string[] = [];
  for (const prefix of ["c|", "x|"])
    for (let from = prefix; ; ) {
      const page = await world.store.query("Sessions", "acme", from, `${prefix}~`, 1000);
      keys.push(...page.map(({ rowKey }) => rowKey));
      if (page.length < 1000) break;
      from = `${page.at(-1)?.rowKey} `;
    }
  return keys;
};

describe("a run", () => {
  it("looks at 20 pages of a thousand rows at the most, and the next goes on from there", async () => {
    const kept = await givenRows(21_500, 1_200);
    expect(await run()).toMatchObject({ purged: 10_000 });
    const calls = store.calls();
    expect(calls.filter((call) => /^query Sessions [cx]/.test(call))).toHaveLength(20);
    expect(await position()).toMatchObject({
      through: "2026-04",
      after: `c|${keyNumber(19_999)}`,
      done: false,
    });
    expect(await run()).toMatchObject({ purged: 1_350 });
    expect(await isDone()).toBe(true);
    expect(await keysLeft()).toEqual(kept);
    expect(await run()).toMatchObject({ purged: 0 });
  });

  it("deletes in transactions of up to a hundred operations", async () => {
    await givenRows(600, 2);
    await run();
    const transactions = store.calls().filter((call) => call.startsWith("transact"));
    expect(transactions).toEqual([
      // The head, which tells of the purge.
      "transact Sessions 1",
      "transact Sessions 100",
      "transact Sessions 100",
      "transact Sessions 100",
      "transact Sessions 4",
      "transact Sessions 2",
    ]);
  });

  it.each([
    [0, 0],
    [1000, 0],
    [2000, 1000],
    [999, 1001],
    [198, 396],
  ])(
    "comes to the end with %i counted and %i excluded, on edges of pages and transactions",
    async (...rows) => {
      const kept = await givenRows(...rows);
      await run();
      expect([await keysLeft(), await isDone()]).toEqual([kept, true]);
    },
  );

  it("that runs into its time limit leaves the rest to the next", async () => {
    const kept = await givenRows(5000, 0);
    // Each transaction takes ten seconds; there are two minutes.
    store.onTransact(async (_, __, go) => {
      await new Promise<void>((resolve) => world.timers.after(10_000, resolve));
      return await go();
    });
    const { purged, isCutShort } = await run();
    expect([purged > 0 && purged < 2500, isCutShort, await isDone()]).toEqual([true, false, false]);
    nothingInTheWay();
    await run();
    expect(await keysLeft()).toEqual(kept);
  });
});

describe("a purger that dies", () => {
  const WRITES = [0, 1, 2, 3, 4];
  it.each(
    WRITES.flatMap(
      (write) =>
        [
          [write, "before"],
          [write, "after"],
        ] as const,
    ),
  )("at its write %i, %s it is made, is followed by another that ends its work", async (write, when) => {
    const kept = await givenRows(600, 10);
    let writes = 0;
    store.onTransact(async (_, __, go) => {
      const isLast = writes++ === write;
      if (isLast && when === "before") throw new Error("Died.");
      const outcome = await go();
      if (isLast) throw new Error("Died.");
      return outcome;
    });
    await expect(run()).rejects.toThrow();
    nothingInTheWay();
    await run(memoryApp(world, { seed: 2 }));
    expect([await keysLeft(), await isDone()]).toEqual([kept, true]);
  });
});

describe("a purger whose answers are lost", () => {
  it("finds by the position that its deletes were made", async () => {
    const kept = await givenRows(300, 10);
    store.onTransact(async (_, __, go) => {
      await go();
      return { outcome: "unknown", cause: undefined };
    });
    await run();
    expect([await keysLeft(), await isDone()]).toEqual([kept, true]);
  });

  it("gives up where nothing is ever made, and the next run does it", async () => {
    const kept = await givenRows(300, 10);
    const before = await position();
    store.onTransact(async () => ({ outcome: "unknown", cause: undefined }));
    await expect(run()).rejects.toThrow("1 tenants failed");
    expect(await position()).toEqual(before);
    nothingInTheWay();
    await run();
    expect([await keysLeft(), await isDone()]).toEqual([kept, true]);
  });
});

describe("two purgers at once", () => {
  it.each(Array.from({ length: 30 }, (_, seed) => seed))(
    "delete what is due and nothing else, without a fault (order %i)",
    async (seed) => {
      const kept = await givenRows(900, 300);
      const random = seededRandomness(seed);
      store.onTransact(async (_, __, go) => {
        await new Promise<void>((resolve) => world.timers.after(random.below(5), resolve));
        return await go();
      });
      const other = memoryApp(world, { seed: 2 });
      const runs = await world.timers.settle(Promise.all([running(), running(other)]));
      // Both together, so that nothing is deleted twice.
      expect(runs[0].purged + runs[1].purged).toBe(600);
      expect([await keysLeft(), await isDone()]).toEqual([kept, true]);
    },
  );

  it("do not both go on: who meets another leaves the work to it, without a fault", async () => {
    await givenRows(300, 10);
    let isNested = false;
    store.onTransact(async (_, __, go) => {
      const found = isNested ? undefined : await world.store.get("Sessions", "acme", "p");
      if (found === undefined) return await go();
      isNested = true;
      await world.store.transact("Sessions", "acme", [{ op: "update", ...found }]);
      isNested = false;
      return await go();
    });
    expect(await run()).toMatchObject({ purged: 0 });
  });
});

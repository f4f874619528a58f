import { beforeEach, describe, expect, it } from "vitest";
import { createHeads } from "../../shared/application/heads.ts";
import { purgeTenant } from "../../shared/application/purge-tenant.ts";
import { type PurgePass, purgePassToCells } from "../../shared/application/rows/purge-pass.ts";
import type { Row } from "../../shared/domain/row.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { closeMonth } from "../support/close-month.ts";
import { type HookedTable, hookedTable } from "../support/hooked-table.ts";
import { givenTenant, type MemoryApp, memoryApp, newWorld, type World } from "../support/memory-app.ts";
import { reading } from "../support/reading.ts";
import { conversationRows, totalsOfLanes, totalsOfRows } from "../support/recount.ts";
import { runClose } from "../support/run-close.ts";
import { given, grant, month, tenant } from "../support/values.ts";

const ACME = tenant("acme");
// Through 2026-04 can be purged then, and all months before are closed.
const LATER = "2027-06-05T00:00:00.000Z";
const MONTHS = ["2026-01", "2026-03", "2026-04", "2026-05", "2026-11"];

let store: HookedTable;
let world: World;
let memory: MemoryApp;
let other: MemoryApp;
beforeEach(async () => {
  store = hookedTable(memoryTable());
  world = newWorld(store);
  memory = memoryApp(world, { seed: 1 });
  other = memoryApp(world, { seed: 2 });
  await givenTenant(memory);
});

const settled = <Value>(work: Promise<Value>): Promise<Value> => world.timers.settle(work);
const running = (process: MemoryApp) => runClose(process.app);
const run = (process = memory) => settled(running(process));
const recording = async (but: Parameters<typeof reading>[0], process = memory): Promise<unknown> => {
  const { outcomes } = given(await process.app.recordInvocations(ACME, [reading(but)]));
  const [outcome] = outcomes;
  return outcome?.ok ? outcome.value.decision : outcome?.refusal.code;
};
/** In each month a session and an exclusion, and in 2026-01 one that is late. */
const givenMonths = async (): Promise<void> => {
  await settled(memory.app.grants.put(ACME, grant("chat")));
  for (const period of MONTHS)
    for (const role of ["chatbot", "smart-assist"] as const)
      await settled(recording({ conversationId: period, iso: `${period}-15T12:00:00.000Z`, role }));
  world.clock.set("2026-12-05T00:00:00.000Z");
  await run();
  await settled(recording({ conversationId: "late", iso: "2026-01-16T12:00:00.000Z" }));
};
const rows = (): Promise<readonly Row[]> => conversationRows(world.store, ACME);
const months = async (): Promise<readonly string[]> => (await rows()).map(({ period }) => period).sort();
const KEPT = ["2026-05", "2026-05", "2026-11", "2026-11"];
const position = async () => (await world.store.get("Sessions", "acme", "p"))?.cells;
/** All that no purge may touch. */
const kept = async () => {
  const all = await world.store.query("Sessions", "acme", "", "~", 1000);
  return all.filter(({ rowKey }) => !/^[cxp](\||$)/.test(rowKey));
};

describe("a purge", () => {
  it("deletes what was counted, late or excluded in the months that are due, and nothing else", async () => {
    await givenMonths();
    expect(await months()).toHaveLength(11);
    world.clock.set(LATER);
    expect(await run()).toMatchObject({ tenants: 1, purged: 7, isCutShort: false });
    expect(await months()).toEqual(KEPT);
  });

  it("leaves totals, statements and grants as they are, and the head but for what it tells of the purge", async () => {
    await givenMonths();
    world.clock.set("2027-05-31T00:00:00.000Z");
    await run();
    const [before, totals] = [await kept(), await totalsOfLanes(world.store, ACME)];
    world.clock.set("2027-06-01T00:00:00.000Z");
    expect(await run()).toMatchObject({ closed: 0, purged: 2 });
    const isHead = ({ rowKey }: { readonly rowKey: string }) => rowKey === "h";
    const after = await kept();
    expect(after.filter((row) => !isHead(row))).toEqual(before.filter((row) => !isHead(row)));
    expect(after.find(isHead)?.cells).toEqual({ ...before.find(isHead)?.cells, purgedThrough: "2026-04" });
    expect(await totalsOfLanes(world.store, ACME)).toEqual(totals);
    const unpurged = [...totals].filter(([name]) => name >= "2026-05").sort();
    expect([...totalsOfRows(await rows())].sort()).toEqual(unpurged);
  });

  it("deletes nothing of a month that is not closed, however long ago it was", async () => {
    for (const period of MONTHS)
      await settled(recording({ conversationId: period, iso: `${period}-15T12:00:00.000Z` }));
    await closeMonth(world.store, ACME, month("2026-10"));
    world.clock.set(LATER);
    expect(await purge(undefined, 2)).toBe(4);
    expect(await months()).toEqual(["2026-11"]);
  });

  it("passes over a row whose month cannot be read", async () => {
    await givenMonths();
    const cells = { any: "thing" };
    await world.store.transact("Sessions", "acme", [{ op: "create", rowKey: "c|strange", cells }]);
    world.clock.set(LATER);
    expect(await run()).toMatchObject({ purged: 7 });
    expect(await world.store.get("Sessions", "acme", "c|strange")).toBeDefined();
  });

  it("leaves what can be deleted in no month that can still be recorded", async () => {
    await givenMonths();
    world.clock.set(LATER);
    await run();
    const reported = (period: string) =>
      settled(recording({ conversationId: period, iso: `${period}-15T12:00:00.000Z` }, other));
    expect(await reported("2026-04")).toBe("timestamp-too-old");
    expect(await reported("2026-05")).toBe("timestamp-too-old");
    expect(await reported("2026-06")).toBe("late");
    expect(await reported("2026-11")).toBe("already-counted");
  });

  it("is not counted anew where the retention is made longer afterwards", async () => {
    await givenMonths();
    world.clock.set(LATER);
    await run();
    await purge(undefined, 2);
    const longer = memoryApp(world, { seed: 3, retentionMonths: 24 });
    const reported = (period: string) =>
      settled(recording({ conversationId: period, iso: `${period}-15T12:00:00.000Z` }, longer));
    expect(await reported("2026-05")).toBe("timestamp-too-old");
    expect(await reported("2026-06")).toBe("timestamp-too-old");
  });
});

describe("a run", () => {
  it("asks for no position where the head shows that nothing can be due", async () => {
    await givenMonths();
    store.calls();
    expect(await run()).toMatchObject({ closed: 0, purged: 0 });
    expect(store.calls()).not.toContain("get Sessions p");
  });

  it("asks for the position and nothing else once a month's pass is done", async () => {
    await givenMonths();
    world.clock.set(LATER);
    await run();
    store.calls();
    expect(await run()).toMatchObject({ closed: 0, purged: 0 });
    const calls = store.calls();
    expect(calls.filter((call) => call === "get Sessions p")).toHaveLength(1);
    expect(calls.filter((call) => /transact|query Sessions [cx]/.test(call))).toEqual([]);
  });

  it("begins the next pass once another month is due", async () => {
    await givenMonths();
    world.clock.set(LATER);
    await run();
    world.clock.set("2027-07-01T00:00:00.000Z");
    expect(await run()).toMatchObject({ purged: 2 });
    expect(await position()).toMatchObject({ through: "2026-05", done: true });
    expect(await months()).toEqual(["2026-11", "2026-11"]);
  });

  it("does not stop at a tenant that cannot be purged, and tells of it", async () => {
    await givenMonths();
    await givenTenant(memory, "another");
    world.clock.set(LATER);
    await world.store.transact("Sessions", "another", [
      { op: "create", rowKey: "p", cells: { no: "position" } },
    ]);
    const failed = run();
    await expect(failed).rejects.toThrow("1 tenants failed.");
    expect(await months()).toEqual(KEPT);
  });
});

const purge = (isOver = () => false, retentionMonths = 13): Promise<number> => {
  const heads = createHeads(world.store);
  const randomness = { uniqueId: () => "any", base62: () => "any", below: () => 0 };
  return settled(purgeTenant({ ...world, heads, randomness, retentionMonths }, ACME, isOver));
};
const givenPosition = async (pass: PurgePass): Promise<void> => {
  const cells = purgePassToCells(pass);
  await world.store.transact("Sessions", "acme", [{ op: "create", rowKey: "p", cells }]);
};
/** True from the second time that it is asked. */
const afterOnePage = (): (() => boolean) => {
  let asked = 0;
  return () => asked++ > 0;
};

describe("a pass", () => {
  beforeEach(async () => {
    await givenMonths();
    world.clock.set("2027-06-01T00:00:00.000Z");
  });

  it("that was begun is ended before a later month begins the next", async () => {
    await givenPosition({ through: month("2026-01"), after: "c|", isDone: false });
    expect(await purge(afterOnePage())).toBe(2);
    expect(await position()).toEqual({ through: "2026-01", after: "x|", done: false });
    expect(await purge()).toBe(5);
    expect(await position()).toMatchObject({ through: "2026-04", done: true });
  });

  it("that was begun deletes no month that is kept longer since", async () => {
    await givenPosition({ through: month("2026-04"), after: "c|", isDone: false });
    expect(await purge(undefined, 16)).toBe(3);
    expect(await position()).toMatchObject({ through: "2026-01", done: true });
  });

  it("begins again where what is kept was made shorter since", async () => {
    expect([await purge(undefined, 16), await purge(undefined, 14), await purge(undefined, 16)]).toEqual([
      3, 2, 0,
    ]);
    expect(await position()).toMatchObject({ through: "2026-03", done: true });
  });

  it("does nothing once time is up", async () => {
    store.calls();
    expect(await purge(() => true)).toBe(0);
    expect(store.calls()).toEqual(["get Sessions h"]);
  });
});

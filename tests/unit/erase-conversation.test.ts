import { beforeEach, describe, expect, it } from "vitest";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { Died, type HookedTable, hookedTable } from "../support/hooked-table.ts";
import { givenTenant, type MemoryApp, memoryApp, newWorld, type World } from "../support/memory-app.ts";
import { reading } from "../support/reading.ts";
import { conversationRows, type Totals, totalsOfLanes, totalsOfRows } from "../support/recount.ts";
import { runClose } from "../support/run-close.ts";
import { given, tenant } from "../support/values.ts";

const ACME = tenant("acme");
const ADMIN = { kind: "admin" } as const;
type But = Parameters<typeof reading>[0];
const ASSIST: But = { role: "smart-assist" };
const OTHER_BOT: But = { botId: "bot-b" };
const EARLIER: But = { iso: "2026-10-31T23:59:59.000Z" };

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
/** The decision that this process answers with. */
const recording = async (process: MemoryApp, but: But = {}): Promise<unknown> => {
  const { outcomes } = given(await process.app.recordInvocations(ACME, [reading(but)]));
  const [outcome] = outcomes;
  return outcome?.ok && outcome.value;
};
const record = (but: But = {}, process = memory): Promise<unknown> => settled(recording(process, but));
const erasing = async (process = memory): Promise<boolean> => {
  const { key } = given((await conversationRows(world.store, ACME))[0]);
  return await process.app.eraseConversation(ACME, key, ADMIN);
};
const erase = (): Promise<boolean> => settled(erasing());
const outcomes = async () =>
  (await world.store.query("Audit", "acme", "", "~", 100)).map(({ cells }) => cells["outcome"]);
const areErased = async (): Promise<readonly boolean[]> =>
  (await conversationRows(world.store, ACME)).map((row) => row.isErased === true);
const expectRecounted = async (): Promise<Totals> => {
  const totals = await totalsOfLanes(world.store, ACME);
  expect(totals).toEqual(totalsOfRows(await conversationRows(world.store, ACME)));
  return totals;
};

describe("an erasure", () => {
  it("changes both rows of a conversation in one transaction, and no total", async () => {
    await record();
    await record(ASSIST);
    const before = await expectRecounted();
    store.calls();
    await erase();
    expect(store.calls().filter((call) => call.startsWith("transact Sessions"))).toEqual([
      "transact Sessions 2",
    ]);
    expect(await areErased()).toEqual([true, true]);
    expect(await expectRecounted()).toEqual(before);
  });

  it("erases what was reported since the other row was erased, too", async () => {
    await record();
    await erase();
    await record(ASSIST);
    expect(await areErased()).toEqual([true, false]);
    await erase();
    expect(await areErased()).toEqual([true, true]);
  });

  it("leaves a closed month's statement and late lane as they are", async () => {
    await record(EARLIER);
    world.clock.set("2026-12-10T00:00:00.000Z");
    await settled(runClose(memory.app));
    await record({ ...EARLIER, conversationId: "late" });
    const kept = () => world.store.query("Sessions", "acme", "n|", "t", 1000);
    const before = await kept();
    for (const { key } of await conversationRows(world.store, ACME))
      await settled(memory.app.eraseConversation(ACME, key, ADMIN));
    expect(await areErased()).toEqual([true, true]);
    expect(await kept()).toEqual(before);
    await expectRecounted();
  });
});

describe("an erased conversation", () => {
  it.each([
    ["the same", {}],
    ["another bot", OTHER_BOT],
    ["an earlier time", EARLIER],
    ["an escalation", { escalated: true }],
  ])("stays as it is where an instance that remembers it hears of %s", async (_, but) => {
    await record();
    await record({}, other);
    await erase();
    const erased = await conversationRows(world.store, ACME);
    expect(await record(but, other)).toMatchObject({ decision: "already-counted", period: "2026-11" });
    expect(await conversationRows(world.store, ACME)).toEqual(erased);
    await expectRecounted();
  });

  it("stays as it is where an instance hears of it that never saw it", async () => {
    await record();
    await record(ASSIST);
    await erase();
    const erased = await conversationRows(world.store, ACME);
    expect(await record(EARLIER, other)).toMatchObject({ decision: "already-counted" });
    expect(await record({ ...ASSIST, ...EARLIER }, other)).toMatchObject({ decision: "excluded" });
    expect(await conversationRows(world.store, ACME)).toEqual(erased);
    await expectRecounted();
  });

  it("is counted to whoever made its row and has no answer yet", async () => {
    let isFirst = true;
    store.onTransact(async (_, ops, go) => {
      const outcome = await go();
      if (!isFirst || !ops.some(({ rowKey }) => rowKey.startsWith("c|"))) return outcome;
      isFirst = false;
      for (const { key } of await conversationRows(world.store, ACME))
        await other.app.eraseConversation(ACME, key, ADMIN);
      return { outcome: "unknown", cause: undefined };
    });
    expect(await record()).toMatchObject({ decision: "counted" });
    expect(await areErased()).toEqual([true]);
    await expectRecounted();
  });
});

describe("an erasure at the same time as", () => {
  it.each([
    ["an amendment", OTHER_BOT],
    ["a move to an earlier month", EARLIER],
  ])("%s that comes first erases the row as amended", async (_, but) => {
    await record();
    await record({}, other);
    let answer: unknown;
    store.onTransact(async (table, ops, go) => {
      if (answer === undefined && table === "Sessions" && ops.some(({ rowKey }) => rowKey.startsWith("c|"))) {
        answer = "on its way";
        answer = await recording(other, but);
      }
      return await go();
    });
    await erase();
    expect(answer).toMatchObject({ decision: "already-counted" });
    const [row] = await conversationRows(world.store, ACME);
    const asAmended = but === EARLIER ? { period: "2026-10" } : { bots: ["bot-a", "bot-b"] };
    expect(row).toMatchObject({ ...asAmended, isErased: true });
    await expectRecounted();
  });

  it("many reports wins, once all are answered", async () => {
    await record();
    await record({}, other);
    const reports = [OTHER_BOT, EARLIER, ASSIST, { botId: "bot-c", escalated: true }];
    const recorded = reports.map((but) => recording(other, but));
    await settled(Promise.all([erasing(), erasing(other), ...recorded]));
    expect((await areErased())[0]).toBe(true);
    await expectRecounted();
  });
});

describe("dying", () => {
  /** The process dies at its write number `at`, made (`after` it) or not. */
  const dyingAt = async (at: number, when: "before" | "after"): Promise<void> => {
    let writes = 0;
    store.onTransact(async (_, __, go) => {
      const isLast = writes++ === at;
      if (isLast && when === "before") throw new Died();
      const outcome = await go();
      if (isLast) throw new Died();
      return outcome;
    });
    await expect(erase()).rejects.toThrow(Died);
    store.onTransact((_, __, go) => go());
  };

  it.each([
    ["before its account is written", 0, "before", false, []],
    ["after its account is written", 0, "after", false, ["pending"]],
    ["before the change", 1, "before", false, ["pending"]],
    ["after the change", 1, "after", true, ["pending"]],
    ["before the account is done", 2, "before", true, ["pending"]],
    ["after the account is done", 2, "after", true, ["done"]],
  ] as const)("%s leaves what it came to, and asking again ends it", async (_, at, when, isErased, left) => {
    await record();
    await record(ASSIST);
    const before = await expectRecounted();
    await dyingAt(at, when);
    expect([await areErased(), await outcomes()]).toEqual([[isErased, isErased], left]);
    world.clock.set("2026-11-25T09:00:01.000Z");
    expect(await erase()).toBe(true);
    expect([await areErased(), await outcomes()]).toEqual([
      [true, true],
      [...left, "done"],
    ]);
    expect(await expectRecounted()).toEqual(before);
  });
});

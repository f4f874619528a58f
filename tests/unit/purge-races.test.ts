import { beforeEach, describe, expect, it } from "vitest";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type HookedTable, hookedTable } from "../support/hooked-table.ts";
import { givenTenant, type MemoryApp, memoryApp, newWorld, type World } from "../support/memory-app.ts";
import { reading } from "../support/reading.ts";
import { conversationRows, totalsOfLanes, totalsOfRows } from "../support/recount.ts";
import { runClose } from "../support/run-close.ts";
import { given, tenant } from "../support/values.ts";

const ACME = tenant("acme");
const ADMIN = { kind: "admin" } as const;
const OLD = "2026-04-15T12:00:00.000Z";
const NOW = "2027-06-01T12:00:00.000Z";

let store: HookedTable;
let world: World;
let memory: MemoryApp;
let other: MemoryApp;
beforeEach(async () => {
  store = hookedTable(memoryTable());
  world = newWorld(store);
  const writer = memoryApp(world, { seed: 3 });
  await givenTenant(writer);
  for (const conversationId of ["c1", "c2", "c3"])
    await settled(recording(writer, { conversationId, iso: OLD }));
  // All is closed before anything can be purged.
  world.clock.set("2027-05-20T00:00:00.000Z");
  await settled(running(writer));
  world.clock.set(NOW);
  memory = memoryApp(world, { seed: 1 });
  other = memoryApp(world, { seed: 2 });
});

const settled = <Value>(work: Promise<Value>): Promise<Value> => world.timers.settle(work);
const running = (process: MemoryApp) => runClose(process.app);
const recording = async (process: MemoryApp, but: Parameters<typeof reading>[0]): Promise<unknown> => {
  const { outcomes } = given(await process.app.recordInvocations(ACME, [reading(but)]));
  const [outcome] = outcomes;
  return outcome?.ok && { ...outcome.value };
};
const rows = () => conversationRows(world.store, ACME);
const keys = async () => (await rows()).map(({ key }) => key);
/** Does something, once, just before or after a conversation's row is written or deleted. */
const oncePerRow = (when: "before" | "after", what: () => Promise<unknown>): void => {
  let isDone = false;
  store.onTransact(async (_, ops, go) => {
    const isIt = !isDone && ops.some(({ rowKey }) => /^[cx]\|/.test(rowKey));
    if (isIt) isDone = true;
    if (isIt && when === "before") await what();
    const outcome = await go();
    if (isIt && when === "after") await what();
    return outcome;
  });
};
/** The totals of the months that are not purged are those of their rows. */
const expectRecounted = async (): Promise<void> => {
  const totals = [...(await totalsOfLanes(world.store, ACME))].filter(([name]) => name > "2026-04 late");
  expect(new Map(totals)).toEqual(totalsOfRows(await rows()));
};

describe("a conversation that is erased while it is purged", () => {
  it.each([0, 1, 2])("is deleted by that same run (row %i)", async (index) => {
    const key = given((await keys())[index]);
    let wasErased: unknown;
    oncePerRow("before", async () => {
      wasErased = await other.app.eraseConversation(ACME, key, ADMIN);
    });
    expect(await settled(running(memory))).toMatchObject({ purged: 3 });
    expect([wasErased, await rows()]).toEqual([true, []]);
  });
});

describe("a conversation that is purged while it is erased", () => {
  it.each(["before", "after"] as const)("is gone, and its erasure is done (%s its change)", async (when) => {
    const key = given((await keys())[0]);
    oncePerRow(when, () => running(other));
    expect(await settled(memory.app.eraseConversation(ACME, key, ADMIN))).toBe(true);
    expect(await rows()).toEqual([]);
    const [account] = await world.store.query("Audit", "acme", "", "~", 10);
    expect(account?.cells).toMatchObject({ conversationKey: key, outcome: "done" });
  });
});

describe("a conversation that is reported again while it is purged", () => {
  it("before its row is deleted is still the one that was counted", async () => {
    let answer: unknown;
    oncePerRow("before", async () => {
      answer = await recording(other, { conversationId: "c2", iso: NOW, botId: "bot-b" });
    });
    await settled(running(memory));
    expect(answer).toMatchObject({ decision: "already-counted", reason: "counted-in-earlier-period" });
    expect(await rows()).toEqual([]);
    await expectRecounted();
  });

  it("after its row was deleted is a new one, of the month of now", async () => {
    let answer: unknown;
    oncePerRow("after", async () => {
      answer = await recording(other, { conversationId: "c2", iso: NOW });
    });
    await settled(running(memory));
    expect(answer).toMatchObject({ decision: "counted", period: "2027-06" });
    expect(await rows()).toMatchObject([{ kind: "counted", period: "2027-06" }]);
    await expectRecounted();
  });

  it("just before a purge deletes what its writer stood on is a new one too", async () => {
    oncePerRow("before", () => running(memory));
    const answer = await settled(recording(other, { conversationId: "c2", iso: NOW }));
    expect(answer).toMatchObject({ decision: "counted", period: "2027-06" });
    expect(await rows()).toMatchObject([{ kind: "counted", period: "2027-06" }]);
    await expectRecounted();
  });

  it("is counted once, however many processes hear of it at the same time", async () => {
    const third = memoryApp(world, { seed: 5 });
    const reports = [other, third].flatMap((process) =>
      ["c1", "c2", "c3", "new"].map((conversationId) => recording(process, { conversationId, iso: NOW })),
    );
    await settled(Promise.all([running(memory), ...reports]));
    expect(new Set(await keys()).size).toBe((await keys()).length);
    await expectRecounted();
  });
});

it("a conversation that is amended while others are purged keeps its amendment", async () => {
  const young = { conversationId: "young", iso: "2027-05-31T23:59:59.999Z" };
  await settled(recording(other, young));
  oncePerRow("before", async () => {
    await recording(other, { ...young, botId: "bot-b" });
  });
  await settled(running(memory));
  expect(await rows()).toMatchObject([{ period: "2027-05", bots: ["bot-a", "bot-b"] }]);
  await expectRecounted();
});

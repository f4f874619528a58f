import { beforeEach, describe, expect, it } from "vitest";
import { createHeads } from "../../shared/application/heads.ts";
import { createLedger, type Ledger } from "../../shared/application/ledger/ledger.ts";
import { StoreUnavailable, type TableStore } from "../../shared/application/ports.ts";
import { createTenants } from "../../shared/application/tenants.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { seededRandom } from "../simulation/random.ts";
import { type HookedTable, hookedTable } from "../support/hooked-table.ts";
import { settableClock } from "../support/memory-app.ts";
import { conversationRows, totalsOfLanes, totalsOfRows } from "../support/recount.ts";
import { at, invocation, keyNumber, month, tenant } from "../support/values.ts";
import { seededRandomness, type VirtualTimers, virtualTimers } from "../support/virtual-timers.ts";

const ACME = tenant("acme");

let timers: VirtualTimers;
let table: TableStore;
beforeEach(async () => {
  timers = virtualTimers();
  table = memoryTable();
  const ports = { ...portsOf(table, 1), clock: settableClock(), retentionMonths: 13 };
  await createTenants(ports).put(ACME, { name: "Acme", since: month("2026-01") });
  await timers.settle(record(ledgerOf(table, 2), 1, "bot-a"));
  await timers.settle(record(ledgerOf(table, 3), 1, "bot-b"));
});

const portsOf = (store: TableStore, seed: number) => {
  const heads = createHeads(store);
  return { store, heads, timers, randomness: seededRandomness(seed) };
};
/** The ledger of a fresh process, but for the head, which it has seen. */
const ledgerOf = (store: TableStore, seed: number): Ledger =>
  createLedger({ ...portsOf(store, seed), deadlineMs: 4_000 });
const record = (ledger: Ledger, conversation: number, botId = "bot-a", iso = "2026-11-25T09:00:00Z") =>
  ledger.record(ACME, invocation({ conversationKey: keyNumber(conversation), botId, at: at(iso) }));
/** A ledger at work: it knows the names, so what it is given at once goes into one flush. */
const busyLedger = async (store: TableStore, seed: number): Promise<Ledger> => {
  const ledger = ledgerOf(store, seed);
  await timers.settle(record(ledger, 1));
  return ledger;
};
const many = <Value>(of: (index: number) => Value): Value[] =>
  Array.from({ length: 99 }, (_, index) => of(index + 100));
const expectTotalsOfRows = async (): Promise<void> =>
  expect(await totalsOfLanes(table, ACME)).toEqual(totalsOfRows(await conversationRows(table, ACME)));

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** A table that fails so many of its reads, once told to; and how often each row was asked for since. */
const flakyTable = (seed: number, share: number) => {
  const random = seededRandom(seed);
  const reads = new Map<string, number>();
  let isFlaky = false;
  const store: TableStore = {
    ...table,
    get: async (name, partition, rowKey) => {
      if (!isFlaky) return await table.get(name, partition, rowKey);
      reads.set(rowKey, (reads.get(rowKey) ?? 0) + 1);
      if (random.chance(share)) throw new StoreUnavailable("The test's store failed a read.");
      return await table.get(name, partition, rowKey);
    },
  };
  const fail = (): void => {
    isFlaky = true;
  };
  const readsOf = (prefix: string): number[] =>
    [...reads].flatMap(([rowKey, count]) => (rowKey.startsWith(prefix) ? [count] : []));
  return { store, fail, readsOf };
};

describe("where some of the reads fail", () => {
  it.each([1, 2, 3, 4, 5])("a flush asks only for rows that it does not know yet: seed %i", async (seed) => {
    const { store, fail, readsOf } = flakyTable(seed, 0.1);
    const ledger = await busyLedger(store, 4);
    const other = await busyLedger(table, 5);
    await timers.settle(Promise.all(many((index) => record(other, index))));
    fail();

    const answers = await timers.settle(Promise.all(many((index) => record(ledger, index))));

    expect(new Set(answers.map(({ decision }) => decision))).toEqual(new Set(["already-counted"]));
    expect(readsOf("c|")).toHaveLength(99);
    expect(Math.max(...readsOf("c|"))).toBeLessThanOrEqual(4);
    expect(sum(readsOf("c|"))).toBeLessThan(130);
  });

  it("asks no more for a row that is known to be absent, until a write fails", async () => {
    const { store, fail, readsOf } = flakyTable(1, 0.1);
    const ledger = await busyLedger(store, 4);
    const other = await busyLedger(table, 5);
    await timers.settle(record(other, 100));
    fail();

    await timers.settle(Promise.all(many((index) => record(ledger, index))));

    // Twice for each: the first write fails for row 100, the second for the lane that the other changed.
    expect(sum(readsOf("c|"))).toBeLessThan(260);
    expect(await conversationRows(table, ACME)).toHaveLength(100);
    await expectTotalsOfRows();
  });

  it("a flush of many months asks only for lanes that it does not know yet", async () => {
    const { store, fail, readsOf } = flakyTable(1, 0.3);
    const ledger = await busyLedger(store, 4);
    fail();
    const months = Array.from({ length: 10 }, (_, index) => String(index + 1).padStart(2, "0"));

    await timers.settle(
      Promise.all(
        months.map((text, index) => record(ledger, index + 100, "bot-a", `2026-${text}-05T00:00:00Z`)),
      ),
    );

    expect(readsOf("n|")).toHaveLength(10);
    expect(sum(readsOf("n|"))).toBeLessThan(20);
    await expectTotalsOfRows();
  });

  it("reads a row again after a write of it failed", async () => {
    const hooked = hookedTable(table);
    const ledger = await busyLedger(hooked, 4);
    const other = await busyLedger(table, 5);
    let failures = 0;
    // Before each of the first three transactions another process changes the row.
    hooked.onTransact(async (_, __, go) => {
      const bot = ["bot-b", "bot-c", "bot-d"][failures++];
      if (bot !== undefined) await record(other, 100, bot);
      return await go();
    });

    const decision = await timers.settle(record(ledger, 100));

    expect(decision).toMatchObject({ decision: "already-counted" });
    expect(await conversationRows(table, ACME)).toContainEqual(
      expect.objectContaining({ key: keyNumber(100), bots: ["bot-a", "bot-b", "bot-c", "bot-d"] }),
    );
    await expectTotalsOfRows();
  });
});

describe("the answers of one flush", () => {
  let ledger: Ledger;
  let calls: HookedTable["calls"];
  beforeEach(async () => {
    const hooked = hookedTable(table);
    ledger = await busyLedger(hooked, 4);
    calls = hooked.calls;
  });
  const recordAtOnce = async (...invocations: readonly (readonly [bot: string, iso: string])[]) => {
    calls();
    const answers = await timers.settle(
      Promise.all(invocations.map(([bot, iso]) => record(ledger, 100, bot, iso))),
    );
    expect(calls().filter((call) => call.startsWith("transact"))).toHaveLength(1);
    await expectTotalsOfRows();
    return answers;
  };
  const NOVEMBER = "2026-11-25T09:00:00Z";

  it("tell each invocation of a new conversation what came before it", async () => {
    expect(
      await recordAtOnce(["bot-a", NOVEMBER], ["bot-a", NOVEMBER], ["bot-b", NOVEMBER], ["bot-b", NOVEMBER]),
    ).toEqual([
      { decision: "counted", reason: "first-invocation", period: "2026-11" },
      { decision: "already-counted", reason: "same-conversation", period: "2026-11" },
      { decision: "already-counted", reason: "other-bot-same-conversation", period: "2026-11" },
      { decision: "already-counted", reason: "other-bot-same-conversation", period: "2026-11" },
    ]);
  });

  it("name the month that the conversation moved to", async () => {
    expect(
      await recordAtOnce(["bot-a", NOVEMBER], ["bot-a", "2026-10-31T23:59:59Z"], ["bot-a", NOVEMBER]),
    ).toEqual([
      { decision: "counted", reason: "first-invocation", period: "2026-10" },
      { decision: "already-counted", reason: "same-conversation", period: "2026-10" },
      { decision: "already-counted", reason: "counted-in-earlier-period", period: "2026-10" },
    ]);
  });

  it("say of a stored conversation what it was before the flush, and before each", async () => {
    await timers.settle(record(ledger, 100));
    expect(
      await recordAtOnce(
        ["bot-b", "2026-10-31T23:59:59Z"],
        ["bot-a", "2026-10-30T00:00:00Z"],
        ["bot-b", NOVEMBER],
      ),
    ).toEqual([
      { decision: "already-counted", reason: "other-bot-same-conversation", period: "2026-10" },
      { decision: "already-counted", reason: "other-bot-same-conversation", period: "2026-10" },
      { decision: "already-counted", reason: "counted-in-earlier-period", period: "2026-10" },
    ]);
  });
});

describe("a bug in a flush", () => {
  const BUG = new TypeError("A bug.");
  const COUNTED = { status: "fulfilled", value: { decision: "counted" } };
  const FAILED = { status: "rejected", reason: BUG };

  it("fails every invocation of that flush, and those that waited are stored by the next", async () => {
    const hooked = hookedTable(table);
    const ledger = await busyLedger(hooked, 4);
    const waiting: Promise<unknown>[] = [];
    let isFirst = true;
    hooked.onTransact(async (_, __, go) => {
      if (!isFirst) return await go();
      isFirst = false;
      waiting.push(record(ledger, 101), record(ledger, 103));
      throw BUG;
    });

    const flushed = await timers.settle(Promise.allSettled([100, 101, 102].map((n) => record(ledger, n))));

    expect(flushed).toEqual([FAILED, FAILED, FAILED]);
    expect(await timers.settle(Promise.allSettled(waiting))).toMatchObject([COUNTED, COUNTED]);
    expect(await timers.settle(record(ledger, 104))).toMatchObject({ decision: "counted" });
    await expectTotalsOfRows();
  });

  it("shows at once, also beside reads that fail because the store is unavailable", async () => {
    const faults = [new StoreUnavailable("Down."), BUG];
    const store: TableStore = {
      ...table,
      get: async (...asked) => {
        if (!asked[2].startsWith("n|2026-0")) return await table.get(...asked);
        throw faults.shift() ?? new Error("Asked again.");
      },
    };
    const ledger = await busyLedger(store, 4);

    const flushed = Promise.allSettled(
      ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"].map((iso, index) =>
        record(ledger, 100 + index, "bot-a", iso),
      ),
    );

    expect(await timers.settle(flushed)).toEqual([FAILED, FAILED]);
  });
});

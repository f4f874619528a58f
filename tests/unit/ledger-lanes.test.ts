import { beforeEach, describe, expect, it } from "vitest";
import { createHeads } from "../../shared/application/heads.ts";
import { createLedger, type Ledger } from "../../shared/application/ledger/ledger.ts";
import type { TableStore } from "../../shared/application/ports.ts";
import { createTenants } from "../../shared/application/tenants.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type HookedTable, hookedTable } from "../support/hooked-table.ts";
import { settableClock } from "../support/memory-app.ts";
import { conversationRows, storedRows, totalsOfLanes, totalsOfRows } from "../support/recount.ts";
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
  for (const botId of ["bot-a", "bot-b"])
    await timers.settle(record(createLedger({ ...ports, deadlineMs: 4_000 }), 0, { botId }));
});

const portsOf = (store: TableStore, seed: number) => {
  const heads = createHeads(store);
  return { store, heads, timers, randomness: seededRandomness(seed) };
};
const record = (ledger: Ledger, conversation: number, { botId = "bot-a", month: name = "2026-11" } = {}) =>
  ledger.record(
    ACME,
    invocation({ conversationKey: keyNumber(conversation), botId, at: at(`${name}-25T09:00:00Z`) }),
  );
/** A process that knows the names, and the calls that it made since it was last asked. */
type Process = { readonly ledger: Ledger; readonly calls: HookedTable["calls"] };
const startProcess = async (seed: number): Promise<Process> => {
  const store = hookedTable(table);
  const ledger = createLedger({ ...portsOf(store, seed), deadlineMs: 4_000 });
  await timers.settle(record(ledger, 0));
  store.calls();
  return { ledger, calls: store.calls };
};
const transactionsOf = ({ calls }: Process): number =>
  calls().filter((call) => call.startsWith("transact")).length;

describe("a process alone", () => {
  it("reads nothing for a second flush, of several rows and months", async () => {
    const { ledger, calls } = await startProcess(2);
    const flush = (first: number) =>
      timers.settle(
        Promise.all(
          ["2026-11", "2026-10", "2026-11", "2026-09"].map((name, index) =>
            record(ledger, first + index, { month: name }),
          ),
        ),
      );
    await flush(10);
    calls();

    await flush(20);

    expect(calls()).toEqual(["transact Sessions 7"]);
  });

  it("reads nothing to change rows that it wrote", async () => {
    const { ledger, calls } = await startProcess(2);
    const flush = (botId: string) =>
      timers.settle(Promise.all([10, 11, 12].map((conversation) => record(ledger, conversation, { botId }))));
    await flush("bot-a");
    calls();

    await flush("bot-b");

    expect(calls()).toEqual(["transact Sessions 4"]);
  });
});

describe("two processes that add to one month", () => {
  const ROUNDS = 10;
  const expectRight = async (): Promise<void> =>
    expect(await totalsOfLanes(table, ACME)).toEqual(totalsOfRows(await conversationRows(table, ACME)));

  it.each([
    ["one after the other", false],
    ["at the same time", true],
  ])("part after they met, and meet no more: %s", async (_, isAtOnce) => {
    const processes = [await startProcess(2), await startProcess(3)];
    const round = async (index: number): Promise<void> => {
      const recorded = [];
      for (const [which, { ledger }] of processes.entries()) {
        const answered = record(ledger, 10 + 2 * index + which);
        recorded.push(answered);
        if (!isAtOnce) await timers.settle(answered);
      }
      await timers.settle(Promise.all(recorded));
    };
    // Both begin on the first lane: within these they meet, and one of them hops.
    for (let index = 0; index < 2; index++) await round(index);
    expect(processes.map(transactionsOf).toSorted()).toEqual([2, 3]);

    for (let index = 2; index < 2 + ROUNDS; index++) await round(index);

    expect(processes.map(transactionsOf)).toEqual([ROUNDS, ROUNDS]);
    await expectRight();
  });

  it("part in every month at once", async () => {
    const recordBoth = async ({ ledger }: Process, first: number): Promise<void> => {
      await timers.settle(record(ledger, first, { month: "2026-10" }));
      await timers.settle(record(ledger, first + 1, { month: "2026-11" }));
    };
    const one = await startProcess(2);
    await recordBoth(one, 10);
    await recordBoth(await startProcess(3), 20);
    one.calls();

    await recordBoth(one, 30);

    // The first of the two meets what the other process wrote, and leaves its lanes of both months.
    expect(transactionsOf(one)).toBe(3);
    await expectRight();
  });

  it("stay on their lane where they met at a row", async () => {
    const [one, other] = [await startProcess(2), await startProcess(3)];
    await timers.settle(record(one.ledger, 10));

    await timers.settle(record(other.ledger, 10));
    await timers.settle(record(other.ledger, 11));

    expect((await storedRows(table, ACME, "n|")).map(({ rowKey }) => rowKey)).toEqual(["n|2026-11|00"]);
    await expectRight();
  });
});

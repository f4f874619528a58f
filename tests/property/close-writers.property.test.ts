import fc from "fast-check";
import { expect, test } from "vitest";
import type { Reading } from "../../shared/application/adapter.ts";
import type { TableStore } from "../../shared/application/ports.ts";
import { listStatementRows } from "../../shared/application/rows/statement-row.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type Random, seededRandom } from "../simulation/random.ts";
import { memoryApp, newWorld, type World } from "../support/memory-app.ts";
import { conversationRows, storedRows, totalsOfLanes, totalsOfRows } from "../support/recount.ts";
import { runClose } from "../support/run-close.ts";
import { at, channelNamed, month, tenant } from "../support/values.ts";
import { virtualTimers } from "../support/virtual-timers.ts";

const ACME = tenant("acme");
const MONTHS = ["2026-09", "2026-10", "2026-11"];
const WRITERS = 3;

/** A world whose store takes a while to hear, and again to answer; at times an answer is lost. */
const slowWorld = (random: Random): World => {
  const table = memoryTable();
  const timers = virtualTimers();
  const pause = () => new Promise<void>((resolve) => timers.after(1 + random.below(20), resolve));
  const slowly = async <Value>(answer: () => Promise<Value>): Promise<Value> => {
    await pause();
    const value = await answer();
    await pause();
    return value;
  };
  const store: TableStore = {
    get: (...asked) => slowly(() => table.get(...asked)),
    query: (...asked) => slowly(() => table.query(...asked)),
    transact: async (...asked) => {
      const outcome = await slowly(() => table.transact(...asked));
      return random.chance(0.1) ? { outcome: "unknown", cause: new Error("The answer was lost.") } : outcome;
    },
  };
  return { ...newWorld(table), store, timers };
};

test("closing while others record loses nothing: each session is in one statement, or late beside it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const random = seededRandom(seed);
      const world = slowWorld(random);
      const { store, timers, clock } = world;
      const writers = Array.from({ length: WRITERS }, (_, n) => memoryApp(world, { seed: n + 1 }).app);
      const closers = [memoryApp(world, { seed: 8 }).app, memoryApp(world, { seed: 9 }).app];
      const { tenants } = memoryApp(world).app;
      await timers.settle(tenants.put(ACME, { name: "Any", since: month("2026-09") }));
      clock.set("2026-12-15T00:00:00.000Z");

      const work = writers.map(async ({ recordInvocations }, writer) => {
        for (let batch = 0; batch < 6; batch++) {
          const readings = Array.from({ length: 3 }, () => someReading(random, writer));
          await recordInvocations(ACME, readings);
        }
      });
      const closing = closers.map(async (closer) => {
        await new Promise<void>((resolve) => timers.after(random.below(400), resolve));
        await runClose(closer);
      });
      await timers.settle(Promise.all([...work, ...closing]));

      const [rows, statements, lateLanes] = await timers.settle(
        Promise.all([
          conversationRows(store, ACME),
          listStatementRows(store, ACME),
          storedRows(store, ACME, "n|"),
        ]),
      );
      expect(statements.map(({ period }) => period)).toEqual(MONTHS);
      for (const { period, used } of statements) {
        const counted = rows.filter((row) => row.kind === "counted" && row.period === period);
        expect([period, used]).toEqual([period, counted.filter(({ late }) => !late).length]);
        const lane = lateLanes.find(({ rowKey }) => rowKey === `n|${period}|late`);
        expect(lane?.cells["sessions"] ?? 0).toBe(counted.filter(({ late }) => late).length);
      }
      expect(await timers.settle(totalsOfLanes(store, ACME))).toEqual(totalsOfRows(rows));
    }),
    { numRuns: 150 },
  );
});

/** An invocation of few conversations, some of which are met again by another writer or in another month. */
const someReading = (random: Random, writer: number): Reading => ({
  reading: "invocation",
  report: {
    conversationId: `c${random.below(8)}-${random.chance(0.5) ? writer : "any"}`,
    botId: random.pick(["bot-a", "bot-b"]),
    channel: channelNamed(random.pick(["lcw", "whatsapp"])),
    at: at(`${random.pick(MONTHS)}-${random.pick(["01", "30"])}T12:00:00.000Z`),
    escalated: false,
    role: random.chance(0.9) ? "chatbot" : "smart-assist",
    botKind: "bot-framework",
    environment: "production",
  },
});

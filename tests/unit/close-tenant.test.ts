import { beforeEach, describe, expect, it } from "vitest";
import type { TableStore } from "../../shared/application/ports.ts";
import { listStatementRows } from "../../shared/application/rows/statement-row.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type BreakableTable, breakableTable } from "../support/breakable-table.ts";
import {
  givenTenant,
  invocationsOf,
  type MemoryApp,
  memoryApp,
  nativeInvocation,
  newWorld,
} from "../support/memory-app.ts";
import { storedRows, totalsOfLanes } from "../support/recount.ts";
import { runClose } from "../support/run-close.ts";
import { tenant } from "../support/values.ts";

const ACME = tenant("acme");
const OCTOBER = { since: "2026-10" };

let store: BreakableTable;
let memory: MemoryApp;
beforeEach(async () => {
  store = breakableTable(memoryTable());
  memory = memoryApp(newWorld(store));
});

/** A tenant whose first month is 2026-01, with so many sessions at these times. */
const givenSessions = async (sessions: readonly (readonly [string, number])[]): Promise<void> => {
  const { ingest } = await givenTenant(memory);
  for (const [at, count] of sessions) {
    const json = Array.from({ length: count }, (_, n) =>
      nativeInvocation({ conversationId: `${at} ${n}`, at }),
    );
    await memory.call({ method: "POST", path: invocationsOf(), key: ingest, json });
  }
};
const close = async (): Promise<readonly string[]> => {
  const told = new Map<string, string[]>();
  await memory.timers.settle(
    runClose(memory.app, (id, period) => told.set(id, [...(told.get(id) ?? []), period])),
  );
  return [...told].map(([id, periods]) => `${id} ${periods.join()}`);
};
const statements = () => listStatementRows(store, ACME);
const used = async () => (await statements()).map(({ period, used }) => `${period}: ${used}`);
const LATE_NOVEMBER = "2026-11-30T00:00:00.000Z";

describe("a close", () => {
  it("waits until the grace is over, to the millisecond", async () => {
    await givenSessions([["2026-10-05T00:00:00Z", 2]]);
    memory.clock.set("2026-12-03T23:59:59.999Z");
    expect(await close()).toEqual([expect.stringMatching(/^acme 2026-01,.*,2026-10$/)]);
    memory.clock.set("2026-12-04T00:00:00.000Z");
    expect(await close()).toEqual(["acme 2026-11"]);
  });

  it("does not close a month into which its past can still be imported", async () => {
    await givenSessions([]);
    memory.clock.set("2026-11-28T08:59:59.999Z");
    expect(await close()).toEqual([]);
    memory.clock.set("2026-11-28T09:00:00.000Z");
    expect(await close()).toEqual([expect.stringMatching(/^acme 2026-01,.*,2026-10$/)]);
  });

  it("has a statement of what the lanes say, and seals all 16", async () => {
    await givenSessions([
      ["2026-10-05T00:00:00Z", 3],
      ["2026-11-01T00:00:00Z", 2],
    ]);
    memory.clock.set(LATE_NOVEMBER);
    await close();
    expect((await used()).at(-1)).toBe("2026-10: 3");
    const lanes = await storedRows(store, ACME, "n|2026-10|");
    expect(lanes.map(({ cells }) => cells["sealed"])).toEqual(Array(16).fill(true));
    expect((await storedRows(store, ACME, "n|2026-11|")).some(({ cells }) => "sealed" in cells)).toBe(false);
  });

  it("leaves an alert for each month, which says what the statement does, and is told", async () => {
    await givenSessions([["2026-10-05T00:00:00Z", 3]]);
    memory.clock.set(LATE_NOVEMBER);
    await close();
    await close();
    const alerts = await storedRows(store, ACME, "a|");
    expect(alerts.map(({ rowKey }) => rowKey)).toEqual(
      (await statements()).map(({ period }) => `a|${period}|closed`),
    );
    const { hash } = (await statements()).at(-1) ?? {};
    const data = { tenantId: "acme", period: "2026-10", granted: 0, used: 3, unused: 0, overage: 3, hash };
    expect(alerts.at(-1)?.cells).toEqual({
      state: "active",
      generation: 1,
      pool: 0,
      at: LATE_NOVEMBER,
      sent: true,
      content: JSON.stringify({ type: "period.closed", data }),
    });
  });

  it("leaves all else that holds for the tenant as it was", async () => {
    const { operate } = await givenTenant(memory);
    const json = { kind: "chat", quantity: 1, from: "2026-10" };
    await memory.call({ method: "PUT", path: "v1/tenants/acme/grants/g1", key: operate, json });
    const [before] = await storedRows(store, ACME, "h");
    expect(before?.cells).toMatchObject({ grantsVersion: 1 });
    memory.clock.set(LATE_NOVEMBER);
    await close();
    const [after] = await storedRows(store, ACME, "h");
    expect(after?.cells).toEqual({ ...before?.cells, lastClosed: "2026-10" });
  });

  it("again changes nothing: not a row is written", async () => {
    await givenSessions([["2026-10-05T00:00:00Z", 3]]);
    memory.clock.set(LATE_NOVEMBER);
    await close();
    const before = await storedRows(store, ACME, "");
    expect(await close()).toEqual([]);
    expect(await storedRows(store, ACME, "")).toEqual(before);
  });

  it("catches up, the oldest month first, after months in which nothing ran", async () => {
    await givenSessions([
      ["2026-03-05T00:00:00Z", 1],
      ["2026-11-05T00:00:00Z", 2],
    ]);
    memory.clock.set("2027-06-15T00:00:00.000Z");
    expect(await close()).toEqual([
      "acme 2026-01,2026-02,2026-03,2026-04,2026-05,2026-06,2026-07,2026-08,2026-09,2026-10,2026-11,2026-12,2027-01,2027-02,2027-03,2027-04,2027-05",
    ]);
    expect((await used()).filter((line) => !line.endsWith(": 0"))).toEqual(["2026-03: 1", "2026-11: 2"]);
    const all = await statements();
    expect(all.map(({ previousHash }) => previousHash)).toEqual(
      [null, ...all.map(({ hash }) => hash)].slice(0, -1),
    );
  });

  it("by two processes at once makes one statement a month, the same for both", async () => {
    await givenSessions([["2026-10-05T00:00:00Z", 3]]);
    memory.clock.set("2027-01-10T00:00:00.000Z");
    const other = memoryApp(memory, { seed: 2 });
    const told: string[] = [];
    const hear = (_: unknown, period: string) => told.push(period);
    await memory.timers.settle(Promise.all([runClose(memory.app, hear), runClose(other.app, hear)]));
    expect(await used()).toHaveLength(12);
    expect([...told].sort()).toEqual((await statements()).map(({ period }) => period));
  });

  it("goes on where it was when the answer to a month's transaction is lost", async () => {
    await givenSessions([["2026-10-05T00:00:00Z", 3]]);
    memory.clock.set(LATE_NOVEMBER);
    store.be("lost");
    expect(await close()).toEqual([expect.stringMatching(/^acme 2026-01,.*,2026-10$/)]);
    expect(await used()).toHaveLength(10);
  });

  it("tells of each month at once, also where a later one fails", async () => {
    await givenSessions([["2026-10-05T00:00:00Z", 1]]);
    memory.clock.set(LATE_NOVEMBER);
    const told: string[] = [];
    const failing = runClose(memory.app, (_, period) => {
      told.push(period);
      if (told.length === 3) store.be("down");
    });
    await expect(memory.timers.settle(failing)).rejects.toThrow();
    store.be("up");
    expect(told).toEqual(["2026-01", "2026-02", "2026-03"]);
    expect((await used()).map((line) => line.slice(0, 7))).toEqual(told);
  });

  it("writes no statement where that of the month before is missing: the chain would begin anew", async () => {
    await givenSessions([["2026-10-05T00:00:00Z", 1]]);
    memory.clock.set(LATE_NOVEMBER);
    await close();
    const [october] = (await storedRows(store, ACME, "s|2026-10")).slice(-1);
    await store.transact("Sessions", ACME, [
      { op: "delete", rowKey: "s|2026-10", etag: october?.etag ?? "" },
    ]);
    memory.clock.set("2026-12-30T00:00:00.000Z");
    await expect(close()).rejects.toThrow();
    expect((await used()).at(-1)).toBe("2026-09: 0");
  });

  it("closes no month where writes are not made, and all of them afterwards", async () => {
    await givenSessions([["2026-10-05T00:00:00Z", 3]]);
    memory.clock.set(LATE_NOVEMBER);
    store.be("refusing");
    await expect(close()).rejects.toThrow("1 tenants failed");
    expect(await used()).toEqual([]);
    expect(await totalsOfLanes(store, ACME)).toHaveProperty("size", 1);
    store.be("up");
    await close();
    expect((await used()).at(-1)).toBe("2026-10: 3");
  });

  it("holds the grants that there were, and none that come later", async () => {
    const { operate } = await givenTenant(memory);
    const put = (id: string, from: string) =>
      memory.call({
        method: "PUT",
        path: `v1/tenants/acme/grants/${id}`,
        key: operate,
        json: { kind: "chat", quantity: 1, from },
      });
    await put("g1", OCTOBER.since);
    memory.clock.set(LATE_NOVEMBER);
    await close();
    expect((await put("g2", OCTOBER.since)).status).toBe(409);
    expect((await statements()).slice(-2).map(({ granted }) => granted)).toEqual([0, 50]);
  });
});

describe("a close and a grant at once", () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
    "cannot miss each other: the grant is in the statement or refused (%i steps apart)",
    async (steps) => {
      const { operate } = await givenTenant(memory);
      memory.clock.set(LATE_NOVEMBER);
      const grant = { kind: "chat", quantity: 1, from: OCTOBER.since };
      const path = "v1/tenants/acme/grants/g1";
      const late = memoryApp({ ...memory, store: slowed(store, steps) }, { seed: 3 });
      const closing = runClose(memory.app);
      const [put] = await Promise.all([
        late.call({ method: "PUT", path, key: operate, json: grant }),
        closing.catch(() => undefined),
      ]);
      await close();
      expect([put.status, (await statements()).at(-1)?.granted]).toEqual(
        put.status === 201 ? [201, 50] : [409, 0],
      );
    },
  );
});

/** A store whose every answer comes some microtasks later. */
const slowed = (table: TableStore, steps: number): TableStore => {
  const later = async <Value>(value: Promise<Value>): Promise<Value> => {
    for (let step = 0; step < steps; step++) await undefined;
    return await value;
  };
  return {
    get: (...asked) => later(table.get(...asked)),
    query: (...asked) => later(table.query(...asked)),
    transact: (...asked) => later(table.transact(...asked)),
  };
};

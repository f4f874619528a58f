import { beforeEach, describe, expect, it } from "vitest";
import { eventKey, eventToCells } from "../../shared/application/rows/event-row.ts";
import { plusMs, toIso } from "../../shared/domain/period.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type HookedTable, hookedTable } from "../support/hooked-table.ts";
import { endpointNamed, type ToldPool, toldPool } from "../support/told-pool.ts";
import { at, month, tenant } from "../support/values.ts";

const ACME = tenant("acme");
const FROM = at("2026-11-01T00:00:00.000Z");
let store: HookedTable;
let pool: ToldPool;
beforeEach(async () => {
  store = hookedTable(memoryTable());
  pool = await toldPool(store);
});
const replay = (id = "ops", from = FROM, to = plusMs(FROM, 86_400_000)) =>
  pool.timers.settle(pool.replay(ACME, endpointNamed(id), from, to));
/** So many events, a second apart from the beginning of the month on. */
const givenEvents = async (count: number): Promise<void> => {
  for (let number = 0; number < count; number++) {
    const ref = { at: plusMs(FROM, number * 1_000), id: `msg_${number}` };
    const data = { tenantId: ACME, period: month("2026-10"), lateSessions: number };
    const cells = eventToCells({ type: "period.late-session", timestamp: toIso(ref.at), data });
    await store.transact("Notifications", ACME, [{ op: "create", rowKey: eventKey(ref), cells }]);
  }
};
const sendDue = async (): Promise<void> => {
  await pool.sendAll(await pool.sweepOnce());
};

describe("a replay", () => {
  it("sends the events of its range, its beginning among them and its end not", async () => {
    await givenEvents(5);
    const [from, to] = [plusMs(FROM, 1_000), plusMs(FROM, 3_000)];
    expect(await replay("ops", from, to)).toEqual({ events: 2 });
    await sendDue();
    expect(pool.sending.sent.map(({ id }) => id).sort()).toEqual(["msg_1", "msg_2"]);
  });

  it("of more than 100 says from where on to ask for the rest, and in the end sends each once", async () => {
    await givenEvents(230);
    let rounds = 0;
    for (let from: typeof FROM | undefined = FROM; from !== undefined; rounds++)
      from = (await replay("ops", from))?.next;
    expect(rounds).toBe(3);
    await sendDue();
    const ids = pool.sending.sent.map(({ id }) => id);
    expect(ids).toHaveLength(230);
    expect(new Set(ids).size).toBe(230);
  });

  it("sends again what was delivered, its attempts before it in the log", async () => {
    await givenEvents(1);
    for (let times = 0; times < 2; times++) {
      await replay();
      await sendDue();
    }
    expect(pool.sending.sent.map(({ id }) => id)).toEqual(["msg_0", "msg_0"]);
    const [row] = await pool.deliveries();
    expect(row?.cells).toMatchObject({ state: "delivered", attempts: 1 });
    expect(JSON.parse(String(row?.cells["log"]))).toHaveLength(2);
  });

  it("is never without a pointer, also where a message finds its pointer before its row is written", async () => {
    await givenEvents(1);
    await replay();
    await sendDue();
    let meets = 0;
    store.onTransact(async (table, ops, go) => {
      const [op] = ops;
      const begins = op?.op === "update" && op.rowKey.startsWith("d|") && op.cells["state"] === "pending";
      if (table === "Notifications" && begins && meets++ === 0)
        for (const pointer of await pool.sweep()) await pool.deliver(pointer);
      return await go();
    });
    pool.clock.set("2026-11-25T12:00:00.000Z");
    await replay();
    store.onTransact((_, __, go) => go());
    expect(meets).toBeGreaterThan(1);
    expect(await pool.deliveries()).toMatchObject([{ cells: { state: "pending" } }]);
    expect(await pool.pointers()).toHaveLength(1);
  });

  it("leaves what is on its way as it is", async () => {
    await givenEvents(1);
    await replay();
    pool.sending.answer({ outcome: "failed", reason: "timeout" });
    await sendDue();
    const before = await pool.deliveries();
    expect(await replay()).toEqual({ events: 1 });
    expect(await pool.deliveries()).toEqual(before);
    expect(await pool.pointers()).toHaveLength(1);
  });

  it("asked for by many at once sends each event once", async () => {
    await givenEvents(20);
    const range = [FROM, plusMs(FROM, 86_400_000)] as const;
    const all = Promise.all([1, 2, 3].map(() => pool.replay(ACME, endpointNamed("ops"), ...range)));
    await pool.timers.settle(all);
    await sendDue();
    expect(pool.sending.sent).toHaveLength(20);
  });

  it("writes the pointer before the delivery", async () => {
    await givenEvents(1);
    const made: string[] = [];
    store.onTransact((_, ops, go) => {
      made.push(...ops.map(({ rowKey }) => rowKey.slice(0, 2)));
      return go();
    });
    await replay();
    expect(made).toEqual(["20", "d|"]);
  });

  it("to an endpoint that is not there is none", async () => {
    await givenEvents(1);
    expect(await replay("nobody")).toBeUndefined();
    expect(await pool.pointers()).toEqual([]);
  });

  it("to a disabled endpoint is parked again", async () => {
    await givenEvents(1);
    const disabled = { at: FROM, reason: "gone" } as const;
    const change = pool.endpoints.change(ACME, endpointNamed("ops"), (endpoint) => ({
      ...endpoint,
      disabled,
    }));
    await pool.timers.settle(change);
    await replay();
    await sendDue();
    expect((await pool.deliveries()).map(({ cells }) => cells)).toMatchObject([
      { state: "parked", reason: "endpoint-disabled" },
    ]);
    expect(pool.sending.sent).toEqual([]);
  });
});

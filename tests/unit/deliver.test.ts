import { beforeEach, describe, expect, it } from "vitest";
import { type Pointer, putPointer } from "../../shared/application/notifications/pointers.ts";
import { StoreUnavailable } from "../../shared/application/ports.ts";
import { plusMs } from "../../shared/domain/period.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type BreakableTable, breakableTable } from "../support/breakable-table.ts";
import { type HookedTable, hookedTable } from "../support/hooked-table.ts";
import { endpointNamed, type ToldPool, toldPool } from "../support/told-pool.ts";
import { given, tenant } from "../support/values.ts";
import { seededRandomness } from "../support/virtual-timers.ts";

const ACME = tenant("acme");
let breakable: BreakableTable;
let store: HookedTable;
let pool: ToldPool;
let due: Pointer;
beforeEach(async () => {
  breakable = breakableTable(memoryTable());
  store = hookedTable(breakable);
  pool = await toldPool(store);
  await pool.timers.settle(pool.endpoints.remove(ACME, endpointNamed("other")));
  await pool.count(50);
  due = given((await pool.check())[0]);
});
const stateNow = async () => given((await pool.deliveries())[0]).cells;

describe("a message", () => {
  it("has its delivery made, of which then no pointer is left", async () => {
    expect(await pool.send(due)).toMatchObject({ outcome: "delivered", type: "pool.exhausted", attempt: 1 });
    expect(await pool.pointers()).toEqual([]);
    expect(await stateNow()).toMatchObject({ state: "delivered", attempts: 1 });
  });

  it("that comes again after that does nothing", async () => {
    await pool.send(due);
    expect(await pool.send(due)).toEqual({ outcome: "superfluous" });
    expect(pool.told()).toEqual(["ops pool.exhausted"]);
  });

  it("beside others of the same delivery sends once", async () => {
    await pool.sendAll([due, due, due]);
    expect(pool.told()).toEqual(["ops pool.exhausted"]);
    expect(await stateNow()).toMatchObject({ state: "delivered", attempts: 1 });
  });

  it("before the next attempt is due does nothing, and leaves its pointer", async () => {
    pool.sending.answer({ outcome: "failed", reason: "timeout" });
    await pool.send(due);
    const pointers = await pool.pointers();
    pool.clock.set("2026-11-25T09:00:59.999Z");
    expect(await pool.send({ ...due, dueAt: plusMs(due.dueAt, 60_000) })).toEqual({ outcome: "superfluous" });
    expect(await pool.pointers()).toEqual(pointers);
    pool.clock.set("2026-11-25T09:01:00.000Z");
    expect(await pool.send({ ...due, dueAt: plusMs(due.dueAt, 60_000) })).toMatchObject({ attempt: 2 });
  });

  it("of a pointer that an attempt has left behind removes it, and it alone", async () => {
    pool.sending.answer({ outcome: "failed", reason: "timeout" });
    await pool.send(due);
    const booked = await pool.pointers();
    await pool.send(due);
    expect(await pool.pointers()).toEqual(booked);
    expect(booked).toEqual([expect.stringMatching(/^2026-11-25T09:01:00\.000Z\|acme\|ops\|/)]);
  });

  it("whose delivery is not written yet keeps its pointer for a day", async () => {
    const orphan = { ...due, event: { ...due.event, id: "msg_orphan" } };
    await putPointer({ ...pool, store, randomness: seededRandomness(1) }, orphan);
    pool.clock.set("2026-11-26T09:00:00.000Z");
    await pool.send(orphan);
    expect(await pool.pointers()).toHaveLength(2);
    pool.clock.set("2026-11-26T09:00:00.001Z");
    await pool.send(orphan);
    expect(await pool.pointers()).toHaveLength(1);
  });
});

describe("an attempt", () => {
  it("is booked, pointer and row, before anything is sent", async () => {
    let seen: unknown;
    pool.sending.answer({ outcome: "failed", reason: "timeout" });
    store.onTransact(async (table, ops, go) => {
      const done = await go();
      const changesRow = table === "Notifications" && ops.some(({ rowKey }) => rowKey.startsWith("d|"));
      if (changesRow && seen === undefined) seen = [await stateNow(), pool.told(), await pool.pointers()];
      return done;
    });
    await pool.send(due);
    expect(seen).toMatchObject([
      { state: "pending", attempts: 1, nextAttemptAt: "2026-11-25T09:01:00.000Z" },
      [],
      [expect.stringMatching(/^2026-11-25T09:00/), expect.stringMatching(/^2026-11-25T09:01/)],
    ]);
  });

  it("is not made while it cannot be booked, and is then still there", async () => {
    breakable.be("refusing");
    await expect(pool.send(due)).rejects.toBeInstanceOf(StoreUnavailable);
    breakable.be("up");
    expect(pool.told()).toEqual([]);
    expect(await pool.send(due)).toMatchObject({ outcome: "delivered", attempt: 1 });
  });

  it("whose bookings are made and their answers lost is made once", async () => {
    breakable.be("lost");
    expect(await pool.send(due)).toMatchObject({ outcome: "delivered", attempt: 1 });
    breakable.be("up");
    expect(pool.told()).toEqual(["ops pool.exhausted"]);
    expect(await stateNow()).toMatchObject({ state: "delivered" });
  });

  it("to an address that is not allowed is made again, since what a name resolves to changes", async () => {
    pool.sending.answer({ outcome: "failed", reason: "address not allowed" });
    expect(await pool.send(due)).toMatchObject({
      outcome: "pending",
      log: { reason: "address not allowed" },
    });
    expect(await stateNow()).toMatchObject({ state: "pending", attempts: 1 });
    expect(await pool.pointers()).toHaveLength(1);
  });

  it("counts as a failure of its endpoint until one succeeds", async () => {
    pool.sending.answer({ outcome: "failed", reason: "timeout" });
    await pool.send(due);
    const health = () => pool.endpoints.get(ACME, endpointNamed("ops"));
    expect(await health()).toMatchObject({ failingSince: due.dueAt });
    pool.sending.answer({ outcome: "delivered" });
    pool.clock.set("2026-11-25T09:01:00.000Z");
    await pool.sendAll(await pool.sweepOnce());
    expect(await health()).toEqual({ endpointId: "ops", kind: "webhook" });
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { createAnnounce } from "../../shared/application/notifications/announce.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type BreakableTable, breakableTable } from "../support/breakable-table.ts";
import { type HookedTable, hookedTable } from "../support/hooked-table.ts";
import { NOW } from "../support/memory-app.ts";
import { endpointNamed, type ToldPool, toldPool } from "../support/told-pool.ts";
import { at, given, tenant } from "../support/values.ts";
import { seededRandomness } from "../support/virtual-timers.ts";

const ACME = tenant("acme");
let breakable: BreakableTable;
let store: HookedTable;
let pool: ToldPool;
beforeEach(async () => {
  breakable = breakableTable(memoryTable());
  store = hookedTable(breakable);
  pool = await toldPool(store);
  await pool.count(50);
});

describe("an event", () => {
  it("is written with all of its deliveries in one transaction, after their pointers", async () => {
    const made: string[] = [];
    store.onTransact((table, ops, go) => {
      if (table === "Notifications")
        made.push(
          ops.map((op) => op.rowKey.replace(/(?<=[|]|^)\d{4}-[^|]+/, "T").split("|msg_")[0]).join(" "),
        );
      return go();
    });
    await pool.check();
    expect(made).toEqual([
      "T|acme|ops|2026-11-25T09:00:00.000Z",
      "T|acme|other|2026-11-25T09:00:00.000Z",
      "e|T d|ops|T d|other|T",
    ]);
  });

  it("is written for nobody too, so that a replay finds it", async () => {
    await pool.timers.settle(pool.endpoints.remove(ACME, endpointNamed("ops")));
    await pool.timers.settle(pool.endpoints.remove(ACME, endpointNamed("other")));
    expect(await pool.check()).toEqual([]);
    expect(await pool.events()).toHaveLength(1);
    expect(await pool.alerts()).toMatchObject([{ isSent: true }]);
  });

  it("goes to those that want it, and parked to those that are disabled", async () => {
    await pool.put("ops", ["pool.recovered"]);
    await pool.timers.settle(
      pool.endpoints.change(ACME, endpointNamed("other"), (endpoint) => ({
        ...endpoint,
        disabled: { at: at(NOW), reason: "gone" },
      })),
    );
    expect(await pool.check()).toEqual([]);
    expect((await pool.deliveries()).map(({ cells }) => [cells["state"], cells["reason"]])).toContainEqual([
      "parked",
      "endpoint-disabled",
    ]);
    expect((await pool.deliveries()).filter(({ rowKey }) => rowKey.startsWith("d|ops|"))).toEqual([]);
  });

  it("has an id of its tenant, month, alert, generation and state", async () => {
    await pool.check();
    await pool.grant("g2", 90);
    await pool.check();
    const other = await toldPool();
    await other.count(50);
    await other.check();
    const ids = (await pool.events()).map(({ rowKey }) => rowKey.split("|").at(-1));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^msg_[A-Za-z0-9_-]{24}$/);
    // The same of the same tenant, wherever it is made.
    expect((await other.events()).map(({ rowKey }) => rowKey.split("|").at(-1))).toEqual(ids.slice(0, 1));
  });

  it("of which the answers are lost is written once, and found by the sweep", async () => {
    breakable.be("lost");
    expect(await pool.check()).toEqual([]);
    breakable.be("up");
    expect(await pool.events()).toHaveLength(1);
    expect(await pool.alerts()).toMatchObject([{ isSent: true }]);
    await pool.sendAll(await pool.sweepOnce());
    expect(pool.told().sort()).toEqual(["ops pool.exhausted", "other pool.exhausted"]);
  });
});

describe("an alert", () => {
  const unsent = async () => {
    store.onTransact((table, _, go) => {
      if (table === "Notifications") throw new Error("The test's process ends here.");
      return go();
    });
    await expect(pool.check()).rejects.toThrow("ends here");
    store.onTransact((_, __, go) => go());
    return given((await pool.alerts())[0]);
  };
  const announceElsewhere = (seed: number) =>
    createAnnounce({ ...pool, store, endpoints: pool.endpoints, randomness: seededRandomness(seed) });

  it("that was not told yet is told by the next check, under its own time", async () => {
    const alert = await unsent();
    expect(alert).toMatchObject({ name: "exhausted", isSent: false });
    pool.clock.set("2026-11-25T12:00:00.000Z");
    await pool.sendAll(await pool.check());
    expect(pool.sending.sent.map(({ body }) => body.timestamp)).toEqual(
      Array(2).fill("2026-11-25T09:00:00.000Z"),
    );
    expect(await pool.alerts()).toMatchObject([{ isSent: true, generation: 1 }]);
  });

  it("told by several at once has one event, and one delivery to each endpoint", async () => {
    const alert = await unsent();
    const all = Promise.all([1, 2, 3].map((seed) => announceElsewhere(seed)(ACME, alert)));
    const due = (await pool.timers.settle(all)).flat();
    expect(await pool.events()).toHaveLength(1);
    expect(await pool.deliveries()).toHaveLength(2);
    await pool.sendAll(due);
    await pool.sendAll(await pool.sweepOnce());
    expect(pool.told().sort()).toEqual(["ops pool.exhausted", "other pool.exhausted"]);
  });

  it("that went on meanwhile is not marked as told by who tells the one before", async () => {
    const before = await unsent();
    await pool.check();
    await pool.grant("g2", 90);
    store.onTransact((table, _, go) => {
      if (table === "Notifications") throw new Error("The test's process ends here.");
      return go();
    });
    await expect(pool.check()).rejects.toThrow("ends here");
    store.onTransact((_, __, go) => go());
    await pool.timers.settle(announceElsewhere(7)(ACME, before));
    expect(await pool.alerts()).toMatchObject([{ state: "recovered", isSent: false }]);
  });
});

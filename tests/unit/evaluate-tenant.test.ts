import { beforeEach, describe, expect, it } from "vitest";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { closeMonth } from "../support/close-month.ts";
import { type HookedTable, hookedTable } from "../support/hooked-table.ts";
import { endpointNamed, type ToldPool, toldPool } from "../support/told-pool.ts";
import { at, month, tenant } from "../support/values.ts";

const ACME = tenant("acme");
let store: HookedTable;
let pool: ToldPool;
beforeEach(async () => {
  store = hookedTable(memoryTable());
  pool = await toldPool(store);
});
/** One hourly pass, and the sweep after it; what that tells `ops`. */
const hourly = async (): Promise<readonly string[]> => {
  const before = pool.told().length;
  await pool.timers.settle(pool.evaluateTenant(ACME));
  await pool.sendAll(await pool.sweepOnce());
  return pool
    .told()
    .slice(before)
    .filter((text) => text.startsWith("ops "))
    .map((text) => text.slice(4))
    .sort();
};

describe("the hourly pass", () => {
  it("tells of a pool that nobody asked about, once", async () => {
    await pool.count(50);
    expect(await hourly()).toEqual(["pool.exhausted"]);
    expect(await hourly()).toEqual([]);
  });

  it("tells of the month before too while its grace keeps it open", async () => {
    await pool.count(50, at("2026-10-31T23:59:59.000Z"));
    pool.clock.set("2026-11-01T00:30:00.000Z");
    expect(await hourly()).toEqual(["pool.exhausted"]);
    expect(await hourly()).toEqual([]);
  });

  it("tells of late sessions of the last closed month", async () => {
    await closeMonth(store, ACME, month("2026-10"));
    await hourly();
    await pool.count(1, at("2026-10-31T23:59:59.000Z"));
    expect(await hourly()).toEqual(["period.late-session"]);
  });

  it("tells of an endpoint that was disabled, though nobody was asked to", async () => {
    const disabled = { at: at("2026-09-30T23:00:00.000Z"), reason: "gone" } as const;
    const change = pool.endpoints.change(ACME, endpointNamed("other"), (endpoint) => ({
      ...endpoint,
      disabled,
    }));
    await pool.timers.settle(change);
    expect(await hourly()).toEqual(["endpoint.disabled"]);
    expect(await hourly()).toEqual([]);
  });

  it("ends what another began, of whatever month it is", async () => {
    await pool.count(50, at("2026-08-31T12:00:00.000Z"));
    store.onTransact((table, _, go) => {
      if (table === "Notifications") throw new Error("The test's process ends here.");
      return go();
    });
    await expect(pool.check("2026-08")).rejects.toThrow("ends here");
    store.onTransact((_, __, go) => go());
    expect(await hourly()).toEqual(["pool.exhausted"]);
    expect(await pool.alerts("2026-08")).toMatchObject([{ isSent: true }]);
  });

  it("writes nothing where there is nothing to tell", async () => {
    await pool.count(50);
    await hourly();
    store.calls();
    await pool.timers.settle(pool.evaluateTenant(ACME));
    expect(store.calls().filter((call) => call.startsWith("transact"))).toEqual([]);
  });

  it("does nothing for a tenant that is not there", async () => {
    store.calls();
    await pool.timers.settle(pool.evaluateTenant(tenant("nobody")));
    expect(store.calls().filter((call) => call.startsWith("transact"))).toEqual([]);
  });
});

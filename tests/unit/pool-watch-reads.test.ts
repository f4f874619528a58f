import { beforeEach, describe, expect, it } from "vitest";
import { StoreUnavailable } from "../../shared/application/ports.ts";
import { at, tenant } from "../support/values.ts";
import { ACME, NOVEMBER, watchedBalance } from "../support/watched-balance.ts";

let pool: ReturnType<typeof watchedBalance>;
beforeEach(() => {
  pool = watchedBalance();
});

describe("the balance", () => {
  it("is read at most every 10 s, however many sessions are counted", async () => {
    pool.stored.granted = 1_000_000;
    for (let tenths = 0; tenths < 600; tenths++) {
      pool.count(1);
      await pool.rest();
      await pool.timers.pass(100);
    }
    expect(pool.state.reads).toBeGreaterThanOrEqual(6);
    expect(pool.state.reads).toBeLessThanOrEqual(7);
  });

  it("is not read where nothing is counted", async () => {
    await pool.givenRead();
    await pool.timers.pass(3_600_000);
    expect(pool.state.reads).toBe(0);
    pool.count(1);
    await pool.rest();
    await pool.timers.pass(3_600_000);
    expect(pool.state.reads).toBe(1);
  });

  it("is told from memory for less than 10 s, this process's sessions among it", async () => {
    await pool.givenRead();
    pool.count(10);
    await pool.timers.pass(9_999);
    const state = pool.timers.settle(pool.watch.stateOf(ACME, NOVEMBER));
    expect(await state).toEqual({ state: "warning", asOf: at("2026-11-25T09:00:00.000Z") });
    expect(pool.state.reads).toBe(0);
  });

  it("is read once for many that ask at the same time", async () => {
    const all = Promise.all(Array.from({ length: 20 }, () => pool.watch.stateOf(ACME, NOVEMBER)));
    expect((await pool.timers.settle(all)).map((one) => one?.state)).toEqual(Array(20).fill("ok"));
    expect(pool.state.reads).toBe(1);
  });

  it("is none of a tenant that is not there", async () => {
    expect(await pool.timers.settle(pool.watch.stateOf(tenant("nobody"), NOVEMBER))).toBeUndefined();
  });
});

describe("a storage outage", () => {
  it("loses none of the sessions that were counted", async () => {
    await pool.givenRead();
    pool.state.isDown = true;
    for (let sessions = 0; sessions < 9; sessions++) {
      expect(pool.count(1)).toBe(false);
      await pool.rest();
      await pool.timers.pass(20_000);
    }
    expect(pool.count(1)).toBe(true);
    await pool.timers.pass(20_000);
    pool.state.isDown = false;
    expect(pool.count(1)).toBe(false);
    await pool.rest();
    expect(pool.evaluated).toEqual([]);
    expect(await pool.timers.settle(pool.watch.stateOf(ACME, NOVEMBER))).toMatchObject({ state: "warning" });
  });

  it("from the beginning is made up for by the first session after it", async () => {
    pool.state.isDown = true;
    pool.count(10);
    await pool.rest();
    pool.state.isDown = false;
    expect(pool.count(1)).toBe(false);
    await pool.rest();
    expect(pool.evaluated).toEqual(["acme 2026-11"]);
  });

  it("is told to those who ask for the state", async () => {
    pool.state.isDown = true;
    await expect(pool.timers.settle(pool.watch.stateOf(ACME, NOVEMBER))).rejects.toBeInstanceOf(
      StoreUnavailable,
    );
    pool.state.isDown = false;
    expect(await pool.timers.settle(pool.watch.stateOf(ACME, NOVEMBER))).toMatchObject({ state: "ok" });
  });
});

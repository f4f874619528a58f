import { beforeEach, describe, expect, it } from "vitest";
import { month, tenant } from "../support/values.ts";
import { ACME, NOVEMBER, watchedBalance } from "../support/watched-balance.ts";

let pool: ReturnType<typeof watchedBalance>;
beforeEach(() => {
  pool = watchedBalance();
});

describe("the invocation whose commit changes the state", () => {
  beforeEach(() => pool.givenRead());

  it("asks, and no other", () => {
    expect(pool.count(9)).toBe(false);
    expect(pool.count(1)).toBe(true);
    expect(Array.from({ length: 19 }, () => pool.count(1))).toEqual(Array(19).fill(false));
    expect(pool.count(1)).toBe(true);
    expect(pool.count(50)).toBe(false);
  });

  it("asks no more often where the balance is read again meanwhile", async () => {
    let asks = 0;
    for (let seconds = 0; seconds < 100; seconds++) {
      if (pool.count(1)) asks += 1;
      await pool.timers.pass(1_000);
    }
    expect(asks + pool.evaluated.length).toBe(2);
  });

  it("asks no more often while a read is on its way", async () => {
    expect(pool.count(10)).toBe(true);
    pool.hold();
    await pool.timers.pass(10_000);
    expect(pool.state.reads).toBe(1);
    expect(pool.count(1)).toBe(false);
    await pool.rest();
    expect(pool.count(1)).toBe(false);
    await pool.letGo();
    expect(pool.count(1)).toBe(false);
    expect(pool.evaluated).toEqual([]);
  });

  it("asks no more often once a read is done that missed what was counted meanwhile", async () => {
    expect(pool.count(1)).toBe(false);
    pool.hold();
    await pool.timers.pass(10_000);
    expect(pool.count(9)).toBe(true);
    await pool.letGo();
    expect(pool.count(1)).toBe(false);
    expect(pool.evaluated).toEqual([]);
  });

  it("asks of its own tenant and month alone", async () => {
    expect(pool.count(10)).toBe(true);
    expect(pool.watch.counted(tenant("other"), NOVEMBER, 1_000)).toBe(false);
    expect(pool.watch.counted(ACME, month("2026-10"), 1)).toBe(false);
  });
});

describe("what a process does not know by itself", () => {
  it("is read as soon as its first sessions are counted, and evaluated", async () => {
    pool.stored.used = 100;
    expect(pool.count(1)).toBe(false);
    await pool.rest();
    expect(pool.evaluated).toEqual(["acme 2026-11"]);
    await pool.timers.pass(60_000);
    expect(pool.evaluated).toHaveLength(1);
  });

  it("is found within 10 s of a burst that others counted part of, though nothing follows", async () => {
    await pool.givenRead();
    expect(pool.count(5)).toBe(false);
    pool.countElsewhere(5);
    await pool.timers.pass(9_999);
    expect(pool.evaluated).toEqual([]);
    await pool.timers.pass(1);
    expect(pool.evaluated).toEqual(["acme 2026-11"]);
  });

  it("is found within 10 s though all of it was counted while the first read was on its way", async () => {
    pool.hold();
    pool.count(2);
    await pool.rest();
    expect(pool.state.reads).toBe(1);
    pool.count(4);
    pool.countElsewhere(4);
    await pool.rest();
    await pool.letGo();
    expect(pool.evaluated).toEqual([]);
    await pool.timers.pass(10_000);
    expect(pool.evaluated).toEqual(["acme 2026-11"]);
  });

  it("is a larger pool, by which a state ends", async () => {
    await pool.givenRead();
    expect(pool.count(10)).toBe(true);
    pool.stored.granted = 200;
    await pool.timers.pass(10_000);
    expect(pool.evaluated).toEqual(["acme 2026-11"]);
  });

  it("is a forecast that exceeds the pool", async () => {
    await pool.givenRead();
    expect(pool.count(1)).toBe(false);
    pool.stored.expected = 101;
    await pool.timers.pass(10_000);
    expect(pool.evaluated).toEqual(["acme 2026-11"]);
  });
});

describe("late sessions", () => {
  it("ask at most once an hour, each tenant and month for itself", async () => {
    const ask = (of = "acme", period = "2026-10") => pool.watch.late(tenant(of), month(period));
    expect([ask(), ask(), ask()]).toEqual([true, false, false]);
    expect([ask("other"), ask("acme", "2026-09")]).toEqual([true, true]);
    await pool.timers.pass(3_599_000);
    expect(ask()).toBe(false);
    await pool.timers.pass(1_001);
    expect([ask(), ask()]).toEqual([true, false]);
  });
});

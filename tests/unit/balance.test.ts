import { describe, expect, it } from "vitest";
import { balanceOf, DEFAULT_THRESHOLDS } from "../../shared/domain/balance.ts";

const state = (granted: number, used: number, thresholds = DEFAULT_THRESHOLDS) =>
  balanceOf(granted, used, thresholds).state;

describe("the balance", () => {
  it.each([
    [100, 0, 100, 0],
    [100, 99, 1, 0],
    [100, 100, 0, 0],
    [100, 103, 0, 3],
    [0, 0, 0, 0],
    [0, 1, 0, 1],
  ])("of %i granted and %i used is %i remaining and %i overage", (granted, used, remaining, overage) => {
    expect(balanceOf(granted, used, DEFAULT_THRESHOLDS)).toMatchObject({
      granted,
      used,
      remaining,
      overage,
    });
  });
});

describe("the state of the pool", () => {
  it.each([
    [100, 0, "ok"],
    [100, 79, "ok"],
    [100, 80, "warning"],
    [100, 99, "warning"],
    [100, 100, "exhausted"],
    [100, 101, "exhausted"],
    [50, 39, "ok"],
    [50, 40, "warning"],
    [150, 119, "ok"],
    [150, 120, "warning"],
  ])("of %i granted and %i used is %s", (granted, used, expected) => {
    expect(state(granted, used)).toBe(expected);
  });

  it("of an empty pool is ok until its first session, which exhausts it", () => {
    expect([state(0, 0), state(0, 1)]).toEqual(["ok", "exhausted"]);
  });

  it.each([
    [{ warning: 50, exhausted: 90 }, 49, "ok"],
    [{ warning: 50, exhausted: 90 }, 50, "warning"],
    [{ warning: 50, exhausted: 90 }, 90, "exhausted"],
    [{ warning: 100, exhausted: 120 }, 119, "warning"],
    [{ warning: 100, exhausted: 120 }, 120, "exhausted"],
    [{ warning: 80, exhausted: 80 }, 80, "exhausted"],
  ])("follows the tenant's thresholds %o: with %i of 100 used it is %s", (thresholds, used, expected) => {
    expect(state(100, used, thresholds)).toBe(expected);
  });

  it("needs a session: a threshold below one session is not reached by none", () => {
    expect(state(10, 0, { warning: 1, exhausted: 2 })).toBe("ok");
  });

  it("compares whole sessions, without fractions of a percentage", () => {
    expect([
      state(3, 2, { warning: 67, exhausted: 100 }),
      state(3, 2, { warning: 66, exhausted: 100 }),
    ]).toEqual(["ok", "warning"]);
  });
});

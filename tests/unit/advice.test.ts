import { describe, expect, it } from "vitest";
import { addOnsToBuy, adviceOf } from "../../shared/domain/advice.ts";
import { RULE_PACK } from "../../shared/domain/rule-pack.ts";

describe("the add-ons to buy", () => {
  it.each([
    [0, 0, 0],
    [500, 500, 0],
    [499, 500, 0],
    [501, 500, 1],
    [600, 500, 1],
    [601, 500, 2],
    [1, 0, 1],
    [1234, 250, 10],
  ])("for %d sessions and a pool of %d are %d", (sessions, granted, addOns) => {
    expect(addOnsToBuy(sessions, granted, RULE_PACK)).toBe(addOns);
  });

  it("are of the size that the rule pack gives them", () => {
    const pack = {
      ...RULE_PACK,
      sessionsPerUnit: { ...RULE_PACK.sessionsPerUnit, "chatbot-sessions-add-on": 250 },
    };
    expect(addOnsToBuy(1000, 100, pack)).toBe(4);
    expect(adviceOf({ p50: 1000, p90: 1100 }, 100, pack).unused).toEqual({ p50: 100, p90: 0 });
  });

  it("cover the forecast, and one fewer would not", () => {
    for (let sessions = 0; sessions <= 1000; sessions += 7) {
      const addOns = addOnsToBuy(sessions, 230, RULE_PACK);
      expect(230 + addOns * 100).toBeGreaterThanOrEqual(sessions);
      if (addOns > 0) expect(230 + (addOns - 1) * 100).toBeLessThan(sessions);
    }
  });
});

describe("the advice", () => {
  it("says at p50 and p90 what to buy and what would be left", () => {
    expect(adviceOf({ p50: 640, p90: 790 }, 500, RULE_PACK)).toEqual({
      addOnsToBuy: { p50: 2, p90: 3 },
      unused: { p50: 60, p90: 10 },
    });
  });

  it("is to buy nothing where the pool lasts, and says what of it will expire", () => {
    expect(adviceOf({ p50: 100, p90: 180 }, 500, RULE_PACK)).toEqual({
      addOnsToBuy: { p50: 0, p90: 0 },
      unused: { p50: 400, p90: 320 },
    });
  });
});

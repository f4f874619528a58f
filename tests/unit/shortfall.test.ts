import { describe, expect, it } from "vitest";
import type { PoolState } from "../../shared/domain/balance.ts";
import {
  type AlertState,
  changesOf,
  SHORTFALL_ALERTS,
  type ShortfallAlert,
} from "../../shared/domain/shortfall.ts";

type Alerts = Partial<Record<ShortfallAlert, AlertState>>;
const active = (pool: number, generation = 1): AlertState => ({ state: "active", generation, pool });
const recovered = (pool: number, generation = 1): AlertState => ({ state: "recovered", generation, pool });
const changes = (alerts: Alerts, state: PoolState, granted: number) =>
  changesOf((alert) => alerts[alert], { state, granted });

describe("a state that is entered", () => {
  it.each(SHORTFALL_ALERTS)("is told alone, as the first generation: %s", (state) => {
    expect(changes({}, state, 100)).toEqual([{ alert: state, state: "active", generation: 1, pool: 100 }]);
  });

  it.each(SHORTFALL_ALERTS)("is not told again while it lasts, whatever the pool is: %s", (state) => {
    for (const granted of [0, 99, 100, 101, 500])
      expect(changes({ [state]: active(100) }, state, granted)).toEqual([]);
  });

  it("after it had ended is the next generation", () => {
    expect(changes({ warning: recovered(100, 3) }, "warning", 200)).toEqual([
      { alert: "warning", state: "active", generation: 4, pool: 200 },
    ]);
  });

  it("is told though a lesser one is active, which stays so", () => {
    expect(changes({ warning: active(100), forecast: active(100) }, "exhausted", 100)).toEqual([
      { alert: "exhausted", state: "active", generation: 1, pool: 100 },
    ]);
  });

  it("is none where all is well", () => {
    expect(changes({}, "ok", 100)).toEqual([]);
    expect(changes({ exhausted: recovered(100) }, "ok", 200)).toEqual([]);
  });
});

describe("an active alert", () => {
  it("ends once its state is over and the pool is larger, under its own generation and pool", () => {
    expect(changes({ exhausted: active(100, 2) }, "ok", 101)).toEqual([
      { alert: "exhausted", state: "recovered", generation: 2, pool: 100 },
    ]);
  });

  it.each([100, 99, 0])("does not end by use that falls, with a pool of 100 that is %i", (granted) => {
    expect(changes({ exhausted: active(100), warning: active(100) }, "ok", granted)).toEqual([]);
  });

  it("does not end while something worse lasts", () => {
    expect(changes({ warning: active(100), exhausted: active(150) }, "exhausted", 150)).toEqual([]);
    expect(changes({ forecast: active(100), warning: active(150) }, "warning", 150)).toEqual([]);
  });

  it("ends though a lesser one is entered in its place", () => {
    expect(changes({ exhausted: active(100) }, "warning", 120)).toEqual([
      { alert: "exhausted", state: "recovered", generation: 1, pool: 100 },
      { alert: "warning", state: "active", generation: 1, pool: 120 },
    ]);
  });

  it("ends with all others that a larger pool ends, the worst first", () => {
    const all = { forecast: active(100), warning: active(100), exhausted: active(100) };
    expect(changes(all, "ok", 200).map(({ alert, state }) => `${alert} ${state}`)).toEqual([
      "exhausted recovered",
      "warning recovered",
      "forecast recovered",
    ]);
  });

  it("of which the pool is as large as when it was entered stays, while others end", () => {
    expect(changes({ exhausted: active(100), warning: active(200) }, "ok", 200)).toEqual([
      { alert: "exhausted", state: "recovered", generation: 1, pool: 100 },
    ]);
  });
});

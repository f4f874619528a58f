import { describe, expect, it } from "vitest";
import { breakdownOf, contributionsOf, type Figure, sumOf } from "../../shared/domain/figures.ts";
import { at, channelNamed, countedRow, excludedRow } from "../support/values.ts";

const figuresOf = (row: Parameters<typeof contributionsOf>[0]): readonly Figure[] =>
  contributionsOf(row).map(({ figure }) => figure);

const figures = (...of: readonly (readonly [Figure, number])[]): ReadonlyMap<Figure, number> => new Map(of);

describe("a counted row adds one", () => {
  it("to the sessions, its day, its channel and its bot", () => {
    expect(figuresOf(countedRow())).toEqual(["sessions", "day|2026-11-25", "channel|lcw", "bot|bot-a"]);
  });

  it("to the sessions once and to each of its bots, where it has two", () => {
    expect(figuresOf({ ...countedRow(), bots: ["bot-a", "bot-b"] })).toEqual([
      "sessions",
      "day|2026-11-25",
      "channel|lcw",
      "bot|bot-a",
      "bot|bot-b",
    ]);
  });

  it("to nothing more where it was escalated or has a phase", () => {
    expect(figuresOf(countedRow({ escalated: true, phase: "end" }))).toEqual(figuresOf(countedRow()));
  });

  it("to the UTC day of its time", () => {
    expect(figuresOf(countedRow({ at: at("2026-11-30T23:59:59.999Z") }))).toContain("day|2026-11-30");
    expect(figuresOf(countedRow({ at: at("2026-12-01T00:00:00.000Z") }))).toContain("day|2026-12-01");
  });

  it("all in the month and, where it is late, on the late lane", () => {
    const totals = contributionsOf({ ...countedRow(), late: true }).map(({ period, late }) => [period, late]);
    expect(totals).toEqual(Array(4).fill(["2026-11", true]));
  });
});

describe("an exclusion", () => {
  it("adds one to its reason and to nothing else", () => {
    expect(contributionsOf(excludedRow())).toEqual([
      { period: "2026-11", late: false, figure: "excluded|test-traffic" },
    ]);
  });

  it("of smart assist is in no figure of sessions, bots, channels or days", () => {
    const row = excludedRow({ role: "smart-assist", channel: channelNamed("msteams") });
    expect(figuresOf(row)).toEqual(["excluded|smart-assist"]);
  });
});

describe("a sum of figures", () => {
  it("adds figure by figure and leaves out what comes to nothing", () => {
    const sum = sumOf([
      figures(["sessions", 3], ["bot|a", 1]),
      figures(["sessions", -1], ["bot|a", -1], ["bot|b", 2]),
      figures(),
    ]);
    expect(sum).toEqual(figures(["sessions", 2], ["bot|b", 2]));
  });

  it("of nothing is empty", () => {
    expect(sumOf([])).toEqual(new Map());
  });

  it("changes none of its parts", () => {
    const part = figures(["sessions", 1]);
    sumOf([part, part]);
    expect(part).toEqual(figures(["sessions", 1]));
  });
});

describe("a breakdown", () => {
  const all = figures(
    ["sessions", 5],
    ["bot|b", 2],
    ["bot|a|x", 1],
    ["bot|", 1],
    ["channel|bot", 3],
    ["day|2026-11-01", 5],
  );

  it("has its own names only, sorted, whatever is in them", () => {
    expect(breakdownOf(all, "bot")).toEqual([
      ["", 1],
      ["a|x", 1],
      ["b", 2],
    ]);
  });

  it("is empty where nothing was counted", () => {
    expect(breakdownOf(all, "excluded")).toEqual([]);
  });
});

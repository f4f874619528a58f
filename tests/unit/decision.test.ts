import { describe, expect, it } from "vitest";
import { decide, IGNORED } from "../../shared/domain/decision.ts";
import { join } from "../../shared/domain/join.ts";
import type { Row } from "../../shared/domain/row.ts";
import { at, countedRow, excludedRow, NOTHING_SEALED, sealed } from "../support/values.ts";

const OCTOBER = { at: at("2026-10-31T23:59:59.999Z") };
const DECEMBER = { at: at("2026-12-01T00:00:00.000Z") };

/** The decision on a repeat: `before` is stored, `incoming` joins it. */
const repeat = (before: Row, incoming: Row, isSealed = NOTHING_SEALED) =>
  decide(before, join(before, incoming, isSealed), incoming, false);

describe("counted", () => {
  it("is the first invocation of a conversation", () => {
    expect(decide(undefined, countedRow(), countedRow(), true)).toEqual({
      decision: "counted",
      reason: "first-invocation",
      period: "2026-11",
    });
  });

  it("is answered with the month where the row came to lie, not that of the invocation", () => {
    expect(decide(undefined, countedRow(OCTOBER), countedRow(), true)).toMatchObject({ period: "2026-10" });
  });
});

describe("late", () => {
  it("is the first invocation of a conversation in a closed month", () => {
    const row = { ...countedRow(OCTOBER), late: true };
    expect(decide(undefined, row, countedRow(OCTOBER), true)).toEqual({
      decision: "late",
      reason: "counted-after-close",
      period: "2026-10",
    });
  });

  it("is no repeat of it", () => {
    const row = { ...countedRow(OCTOBER), late: true };
    expect(repeat(row, countedRow(OCTOBER))).toEqual({
      decision: "already-counted",
      reason: "same-conversation",
      period: "2026-10",
    });
  });
});

describe("already counted", () => {
  it.each([
    ["same-conversation", "the same bot again", countedRow(), countedRow()],
    ["same-conversation", "an escalation", countedRow(), countedRow({ escalated: true })],
    ["other-bot-same-conversation", "a second bot", countedRow(), countedRow({ botId: "bot-b" })],
    [
      "other-bot-same-conversation",
      "one of two bots again",
      { ...countedRow(), bots: ["bot-a", "bot-b"] },
      countedRow(),
    ],
    ["counted-in-earlier-period", "the same bot a month later", countedRow(), countedRow(DECEMBER)],
    [
      "counted-in-earlier-period",
      "another bot a month later",
      countedRow(),
      countedRow({ ...DECEMBER, botId: "bot-b" }),
    ],
    ["same-conversation", "a month earlier, to which the row moves", countedRow(), countedRow(OCTOBER)],
    [
      "other-bot-same-conversation",
      "another bot a month earlier, to which the row moves",
      countedRow(),
      countedRow({ ...OCTOBER, botId: "bot-b" }),
    ],
  ] as const)("is answered %s to %s", (reason, _, before, incoming) => {
    expect(repeat(before, incoming)).toMatchObject({ decision: "already-counted", reason });
  });

  it("names the month that the conversation counts in", () => {
    expect(repeat(countedRow(OCTOBER), countedRow(DECEMBER)).period).toBe("2026-10");
    expect(repeat(countedRow(DECEMBER), countedRow(OCTOBER)).period).toBe("2026-10");
    expect(repeat(countedRow(DECEMBER), countedRow(OCTOBER), sealed("2026-10")).period).toBe("2026-12");
  });

  it("says so where a third invocation moved the row to an earlier month meanwhile", () => {
    expect(decide(countedRow(), countedRow(OCTOBER), countedRow({ botId: "bot-b" }), false)).toEqual({
      decision: "already-counted",
      reason: "counted-in-earlier-period",
      period: "2026-10",
    });
  });

  it("is what another process's row is answered with, though this one saw none before", () => {
    expect(decide(undefined, countedRow(), countedRow(), false)).toMatchObject({
      decision: "already-counted",
      reason: "same-conversation",
    });
  });
});

describe("excluded", () => {
  const assist = excludedRow({ role: "smart-assist", ...DECEMBER });

  it.each([
    ["the first", undefined, true],
    ["a repeat", excludedRow(), false],
    ["one after another reason in an earlier month", excludedRow({ environment: "test", ...OCTOBER }), false],
  ] as const)("is answered with the invocation's own reason and month: %s", (_, before, isFirst) => {
    expect(decide(before, join(before, assist, NOTHING_SEALED), assist, isFirst)).toEqual({
      decision: "excluded",
      reason: "smart-assist",
      period: "2026-12",
    });
  });

  it("is never late: the same answer each time it is reported", () => {
    expect(decide(undefined, { ...assist, late: true }, assist, true)).toMatchObject({
      decision: "excluded",
    });
  });
});

it("ignores what invokes no bot, with a reason", () => {
  expect(IGNORED).toEqual({ decision: "ignored", reason: "not-an-invocation" });
});

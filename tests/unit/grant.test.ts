import { describe, expect, it } from "vitest";
import { isInForce, putGrant } from "../../shared/domain/grant.ts";
import { grant, month } from "../support/values.ts";

const chat = (from: string, until?: string) =>
  grant("chat", { from: month(from), ...(until === undefined ? {} : { until: month(until) }) });

describe("a grant is in force", () => {
  it.each([
    ["2026-10", false],
    ["2026-11", true],
    ["2026-12", true],
    ["2027-01", false],
  ])("from its first month until before its end: in %s %s", (period, expected) => {
    expect(isInForce(chat("2026-11", "2027-01"), month(period))).toBe(expected);
  });

  it.each(["2026-11", "2027-01", "9999-12"])("for ever without an end: in %s", (period) => {
    expect(isInForce(chat("2026-11"), month(period))).toBe(true);
  });
});

describe("a put of a grant", () => {
  it.each([
    ["new, nothing closed", undefined, chat("2020-01"), undefined, "created"],
    ["new, from the first open month on", undefined, chat("2026-11"), "2026-10", "created"],
    ["the same again", chat("2026-01", "2026-12"), chat("2026-01", "2026-12"), undefined, "same"],
    [
      "the same again in closed months",
      chat("2026-01", "2026-03"),
      chat("2026-01", "2026-03"),
      "2026-10",
      "same",
    ],
    ["ended at the first open month", chat("2026-01"), chat("2026-01", "2026-11"), "2026-10", "changed"],
    ["ended later", chat("2026-01"), chat("2026-01", "2027-11"), "2026-10", "changed"],
    ["made longer", chat("2026-01", "2026-12"), chat("2026-01", "2027-12"), "2026-10", "changed"],
    [
      "made longer from its end at the first open month",
      chat("2026-01", "2026-11"),
      chat("2026-01"),
      "2026-10",
      "changed",
    ],
    ["its end taken away", chat("2026-01", "2026-12"), chat("2026-01"), "2026-10", "changed"],
    [
      "ended anywhere while nothing is closed",
      chat("2026-01"),
      chat("2026-01", "2026-02"),
      undefined,
      "changed",
    ],
  ])("succeeds: %s", (_, existing, proposed, lastClosed, outcome) => {
    const put = putGrant(existing, proposed, lastClosed === undefined ? undefined : month(lastClosed));
    expect(put).toEqual({ ok: true, value: outcome });
  });

  it.each([
    ["new in the last closed month", undefined, chat("2026-10"), "2026-10"],
    ["new in a month closed before", undefined, chat("2026-09"), "2026-09"],
    ["ended at the last closed month", chat("2026-01"), chat("2026-01", "2026-10"), "2026-10"],
    ["ended in a month closed before", chat("2026-01"), chat("2026-01", "2026-05"), "2026-05"],
    [
      "made longer from an end that is closed",
      chat("2026-01", "2026-10"),
      chat("2026-01", "2026-12"),
      "2026-10",
    ],
    ["ended earlier than it was", chat("2026-01", "2026-08"), chat("2026-01", "2026-03"), "2026-03"],
    ["its closed end taken away", chat("2026-01", "2026-05"), chat("2026-01"), "2026-05"],
  ])("would alter a closed pool: %s", (_, existing, proposed, period) => {
    expect(putGrant(existing, proposed, month("2026-10"))).toEqual({
      ok: false,
      refusal: { code: "period-closed", period },
    });
  });

  it.each([
    ["quantity", { quantity: 11 }],
    ["kind", { kind: "digital-messaging" }],
    ["first month", { from: month("2026-02") }],
    ["quantity together with the end", { quantity: 9, until: month("2026-12") }],
  ] as const)("is refused where it is another: %s", (_, but) => {
    const existing = grant("chat");
    expect(putGrant(existing, { ...existing, ...but }, undefined)).toEqual({
      ok: false,
      refusal: { code: "grant-differs", grantId: existing.grantId },
    });
  });
});

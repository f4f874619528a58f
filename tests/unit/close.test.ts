import { describe, expect, it } from "vitest";
import { type Closing, closableFrom, dueToClose, nextToClose } from "../../shared/domain/close.ts";
import { toIso } from "../../shared/domain/period.ts";
import { at, month } from "../support/values.ts";

const closing = (but: Partial<Closing> = {}): Closing => ({
  since: month("2026-01"),
  sinceSetAt: at("2026-01-10T00:00:00Z"),
  ...but,
});

describe("the month that is closed next", () => {
  it("is the first that is metered, before the first close", () => {
    expect(nextToClose(closing())).toBe("2026-01");
  });

  it.each([
    ["2026-01", "2026-02"],
    ["2026-12", "2027-01"],
    ["2025-03", "2025-04"],
  ])("after %s is %s: none is skipped", (lastClosed, next) => {
    expect(nextToClose(closing({ lastClosed: month(lastClosed) }))).toBe(next);
  });
});

describe("a month can be closed", () => {
  it.each([
    ["2026-01", 72, "2026-02-04T00:00:00.000Z"],
    ["2026-01", 0, "2026-02-01T00:00:00.000Z"],
    ["2026-01", 1, "2026-02-01T01:00:00.000Z"],
    ["2026-12", 72, "2027-01-04T00:00:00.000Z"],
    ["2028-02", 0, "2028-03-01T00:00:00.000Z"],
    ["2100-02", 24, "2100-03-02T00:00:00.000Z"],
  ])("the grace after its end: %s with %i hours from %s on", (period, graceHours, from) => {
    expect(toIso(closableFrom(month(period), at("2026-01-10T00:00:00Z"), graceHours))).toBe(from);
  });

  it.each([
    ["2026-03-15T12:00:00.001Z", "2026-03-18T12:00:00.001Z"],
    ["2026-02-01T00:00:00.001Z", "2026-02-04T00:00:00.001Z"],
    ["2026-02-01T00:00:00.000Z", "2026-02-04T00:00:00.000Z"],
    ["2026-01-31T23:59:59.999Z", "2026-02-04T00:00:00.000Z"],
  ])("no sooner than the grace after its beginning was set: set at %s, from %s on", (setAt, from) => {
    expect(toIso(closableFrom(month("2026-01"), at(setAt), 72))).toBe(from);
  });
});

describe("what is due", () => {
  it.each([
    ["2026-01-31T23:59:59.999Z", undefined],
    ["2026-02-03T23:59:59.999Z", undefined],
    ["2026-02-04T00:00:00.000Z", "2026-01"],
    ["2026-02-04T00:00:00.001Z", "2026-01"],
    ["2027-07-01T00:00:00.000Z", "2026-01"],
  ])("at %s is %s: the oldest, however late it is", (now, period) => {
    expect(dueToClose(closing(), at(now), 72)).toBe(period);
  });

  it("is the next one after a close, in its own time", () => {
    const after = closing({ lastClosed: month("2026-01") });
    expect(dueToClose(after, at("2026-03-03T23:59:59.999Z"), 72)).toBeUndefined();
    expect(dueToClose(after, at("2026-03-04T00:00:00.000Z"), 72)).toBe("2026-02");
  });

  it("is nothing of a tenant that begins later", () => {
    expect(dueToClose(closing({ since: month("2026-06") }), at("2026-05-01T00:00:00Z"), 0)).toBeUndefined();
  });
});

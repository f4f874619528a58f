import { describe, expect, it } from "vitest";
import {
  dayOf,
  endOf,
  instant,
  parseInstant,
  parsePeriod,
  periodOf,
  plusMonths,
  plusMs,
  startOf,
  toIso,
} from "../../shared/domain/period.ts";
import { at, month } from "../support/values.ts";

const DAY_MS = 86_400_000;
const LAST = "9999-12-31T23:59:59.999Z";

describe("a period", () => {
  it.each(["1970-01", "2026-11", "2026-12", "9999-12"])("is spelled %s", (text) => {
    expect(parsePeriod(text)).toBe(text);
  });

  it.each([
    ["1969-12"],
    ["0000-01"],
    ["10000-01"],
    ["2026-00"],
    ["2026-13"],
    ["2026-1"],
    ["26-11"],
    ["2026-11-01"],
    [" 2026-11"],
    ["2026-11\n"],
    ["2026-1１"],
    ["2026/11"],
    [""],
  ])("is not spelled %j", (text) => {
    expect(parsePeriod(text)).toBeUndefined();
  });

  it.each([
    ["2026-10", "2026-11", "2026-12"],
    ["2025-12", "2026-01", "2026-02"],
    ["2026-11", "2026-12", "2027-01"],
    ["2024-01", "2024-02", "2024-03"],
    ["2100-01", "2100-02", "2100-03"],
  ])("holds each millisecond from its start to before its end (%s, %s, %s)", (before, period, after) => {
    const [start, end] = [startOf(month(period)), endOf(month(period))];
    expect(periodOf(plusMs(start, -1))).toBe(before);
    expect([periodOf(start), periodOf(plusMs(start, 1)), periodOf(plusMs(end, -1))]).toEqual(
      Array(3).fill(period),
    );
    expect([periodOf(end), periodOf(plusMs(end, 1))]).toEqual([after, after]);
  });

  it.each([
    ["2026-01", 31],
    ["2026-02", 28],
    ["2024-02", 29],
    ["2000-02", 29],
    ["2100-02", 28],
    ["2026-04", 30],
    ["2026-12", 31],
  ])("%s has %i days", (period, days) => {
    expect(endOf(month(period)) - startOf(month(period))).toBe(days * DAY_MS);
  });

  it.each([
    ["2026-11", 0, "2026-11"],
    ["2026-11", 1, "2026-12"],
    ["2026-12", 1, "2027-01"],
    ["2026-01", -1, "2025-12"],
    ["2026-11", -13, "2025-10"],
    ["2026-11", 25, "2028-12"],
    ["1999-12", 1, "2000-01"],
    ["1970-01", -1, "1970-01"],
    ["9999-12", 1, "9999-12"],
  ])("%s moved by %i months is %s", (period, months, moved) => {
    expect(plusMonths(month(period), months)).toBe(moved);
  });
});

describe("an instant", () => {
  it.each([
    [0, 0],
    [1.9, 1],
    [Date.UTC(10_000, 0, 1) - 1, Date.UTC(10_000, 0, 1) - 1],
  ])("of %d is whole milliseconds", (epochMs, expected) => {
    expect(instant(epochMs)).toBe(expected);
  });

  it.each([-1, -0.5, Date.UTC(10_000, 0, 1), Number.NaN, Number.POSITIVE_INFINITY, 1e300])(
    "is never %d",
    (epochMs) => {
      expect(instant(epochMs)).toBeUndefined();
    },
  );

  it.each([
    ["2026-11-30T23:59:59.999Z", "2026-11", "2026-11-30"],
    ["2026-12-01T00:00:00.000Z", "2026-12", "2026-12-01"],
    ["2026-11-30T23:59:59.999-00:01", "2026-12", "2026-12-01"],
    ["2026-12-01T01:59:59.999+02:00", "2026-11", "2026-11-30"],
    ["2024-02-29T23:59:59.999Z", "2024-02", "2024-02-29"],
    ["2025-12-31T23:59:59.999Z", "2025-12", "2025-12-31"],
    ["1970-01-01T00:00:00Z", "1970-01", "1970-01-01"],
    [LAST, "9999-12", "9999-12-31"],
  ])("%s lies in the UTC month %s and day %s", (iso, period, day) => {
    expect([periodOf(at(iso)), dayOf(at(iso))]).toEqual([period, day]);
  });

  it.each([
    "2026-09-31T10:00:00Z",
    "2026-02-29T10:00:00Z",
    "2026-10-31T24:00:00Z",
    "2026-04-31T00:00:00+14:00",
  ])("is not moved to another day: %s is none", (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it.each(["", "yesterday", "2026-13-01T00:00:00Z", "1969-12-31T23:59:59.999Z", "+010000-01-01T00:00:00Z"])(
    "is not spelled %j",
    (text) => {
      expect(parseInstant(text)).toBeUndefined();
    },
  );

  it("is written in UTC with milliseconds and Z, however it was spelled", () => {
    expect(toIso(at("2026-11-25T10:15:00+01:00"))).toBe("2026-11-25T09:15:00.000Z");
  });

  it("stays within the years that it can name, however far it is moved", () => {
    expect(plusMs(at("1970-01-01T00:00:00Z"), -1)).toBe(0);
    expect(toIso(plusMs(at(LAST), 1))).toBe(LAST);
  });
});

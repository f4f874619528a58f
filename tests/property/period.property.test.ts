import fc from "fast-check";
import { expect, test } from "vitest";
import {
  dayOf,
  endOf,
  instant,
  type Period,
  parseInstant,
  parsePeriod,
  periodOf,
  plusMonths,
  startOf,
  toIso,
} from "../../shared/domain/period.ts";
import { given } from "../support/values.ts";

const FIRST_MS = Date.UTC(1970, 0, 1);
const LAST_MS = Date.UTC(2101, 0, 1) - 1;

const anyInstant = fc.integer({ min: FIRST_MS, max: LAST_MS }).map((ms) => given(instant(ms)));
const anyPeriod = fc
  .tuple(fc.integer({ min: 1970, max: 2100 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, index]) => given(parsePeriod(`${year}-${String(index).padStart(2, "0")}`)));
const moves = fc.integer({ min: -1200, max: 1200 });
const isWithin = (period: Period): boolean => period > "1970-01" && period < "9999-12";

test("every month of 1970-2100 follows the one before without a gap, and has the days of the calendar", () => {
  let end = startOf(given(parsePeriod("1970-01")));
  for (let year = 1970; year <= 2100; year++) {
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    for (const [index, days] of [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].entries()) {
      const period = given(parsePeriod(`${year}-${String(index + 1).padStart(2, "0")}`));
      expect([period, startOf(period)]).toEqual([period, end]);
      end = endOf(period);
      expect([period, end - startOf(period)]).toEqual([period, days * 86_400_000]);
    }
  }
});

test("an instant lies in its period and in no other", () => {
  fc.assert(
    fc.property(anyInstant, anyPeriod, (at, other) => {
      const period = periodOf(at);
      expect(startOf(period) <= at && at < endOf(period)).toBe(true);
      expect(startOf(other) <= at && at < endOf(other)).toBe(other === period);
      expect(dayOf(at).startsWith(`${period}-`)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("periods sort as text in the order of time", () => {
  fc.assert(
    fc.property(anyInstant, anyInstant, (a, b) => {
      if (a <= b) expect(periodOf(a) <= periodOf(b) && dayOf(a) <= dayOf(b)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("an instant is read back as it was written", () => {
  fc.assert(
    fc.property(anyInstant, (at) => {
      expect(parseInstant(toIso(at))).toBe(at);
    }),
    { numRuns: 2000 },
  );
});

test("moving by months adds up, and back again comes home", () => {
  fc.assert(
    fc.property(anyPeriod, moves, moves, (period, a, b) => {
      const there = plusMonths(period, a);
      fc.pre(isWithin(there) && isWithin(plusMonths(there, b)));
      expect(plusMonths(there, b)).toBe(plusMonths(period, a + b));
      expect(plusMonths(there, -a)).toBe(period);
    }),
  );
});

test("a spelled period is a month, whatever text is tried", () => {
  const nearly = fc.stringMatching(/^\d{3,5}[-/]\d{1,3}$/);
  fc.assert(
    fc.property(fc.oneof(fc.string(), nearly, anyPeriod), (text) => {
      const period = parsePeriod(text);
      if (period !== undefined) expect(periodOf(startOf(period))).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { closableFrom, dueToClose } from "../../shared/domain/close.ts";
import {
  endOf,
  type Instant,
  type Period,
  periodOf,
  plusMonths,
  plusMs,
} from "../../shared/domain/period.ts";
import { given, month } from "../support/values.ts";

const HOUR_MS = 3_600_000;
const MONTHS = Array.from({ length: 131 * 12 }, (_, index) => plusMonths(month("1970-01"), index));
const graceHours = fc.oneof(fc.constantFrom(0, 1, 72), fc.integer({ min: 0, max: 720 }));
const someMonth = fc.nat({ max: MONTHS.length - 1 }).map((index) => given(MONTHS[index]));
const START = endOf(month("1970-01"));
const someInstant = fc
  .integer({ min: 0, max: 130 * 365 * 24 })
  .map((hours) => plusMs(START, hours * HOUR_MS));

test("every month of 1970-2100 is due from the grace after its end on, to the millisecond", () => {
  for (const since of MONTHS)
    for (const grace of [0, 1, 72]) {
      const closing = { since, sinceSetAt: plusMs(endOf(since), -1) };
      const [year = 0, index = 0] = since.split("-").map(Number);
      const from = Date.UTC(index === 12 ? year + 1 : year, index % 12, 1, grace);
      const dueAt = (ms: number) => dueToClose(closing, plusMs(endOf(month("1970-01")), ms - START), grace);
      expect([since, grace, dueAt(from - 1), dueAt(from), dueAt(from + 1)]).toEqual([
        since,
        grace,
        undefined,
        since,
        since,
      ]);
    }
});

test("no month is closed before it is over, nor before the grace after the beginning was set", () => {
  fc.assert(
    fc.property(someMonth, someInstant, graceHours, (period, sinceSetAt, grace) => {
      const from = closableFrom(period, sinceSetAt, grace);
      expect(from).toBeGreaterThanOrEqual(endOf(period) + grace * HOUR_MS);
      expect(from).toBeGreaterThanOrEqual(sinceSetAt + grace * HOUR_MS);
      expect([endOf(period), sinceSetAt]).toContain(from - grace * HOUR_MS);
    }),
    { numRuns: 2000 },
  );
});

/** All that a closer at this time closes, one after the other. */
const closedAt = (since: Period, sinceSetAt: Instant, now: Instant, grace: number): readonly Period[] => {
  const closed: Period[] = [];
  for (;;) {
    const last = closed.at(-1);
    const closing = { since, sinceSetAt, ...(last === undefined ? {} : { lastClosed: last }) };
    const period = dueToClose(closing, now, grace);
    if (period === undefined) return closed;
    closed.push(period);
  }
};

test("however long nothing ran, all months that are over are closed in order, and then none is due", () => {
  const cases = fc.record({ since: someMonth, years: fc.nat({ max: 20 }), hours: fc.nat({ max: 9000 }) });
  fc.assert(
    fc.property(cases, graceHours, ({ since, years, hours }, grace) => {
      const sinceSetAt = plusMs(endOf(since), -1);
      const now = plusMs(endOf(since), (years * 8766 + hours) * HOUR_MS);
      const closed = closedAt(since, sinceSetAt, now, grace);
      expect(closed).toEqual(closed.map((_, index) => plusMonths(since, index)));
      const lastOver = plusMonths(periodOf(plusMs(now, -grace * HOUR_MS)), -1);
      expect(closed.at(-1)).toBe(lastOver < since ? undefined : lastOver);
    }),
  );
});

test("what is due stays due, and a longer grace never makes anything due sooner", () => {
  fc.assert(
    fc.property(someMonth, someInstant, someInstant, graceHours, (since, sinceSetAt, now, grace) => {
      const closing = { since, sinceSetAt };
      if (dueToClose(closing, now, grace) === undefined) return;
      expect(dueToClose(closing, plusMs(now, 1), grace)).toBe(since);
      if (grace > 0) expect(dueToClose(closing, now, grace - 1)).toBe(since);
    }),
    { numRuns: 2000 },
  );
});

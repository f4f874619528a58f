import fc from "fast-check";
import { expect, test } from "vitest";
import { forecastOf, type Known } from "../../shared/domain/forecast.ts";
import {
  type Day,
  dayOf,
  endOf,
  type Instant,
  instant,
  plusMs,
  startOf,
} from "../../shared/domain/period.ts";
import { scoreOf, trialsOf } from "../backtest/evaluate.ts";
import { KINDS } from "../backtest/kinds.ts";
import { given, month } from "../support/values.ts";

const DAY_MS = 86_400_000;
const FROM = startOf(month("2027-11"));
const PERIOD = month("2028-02");
const END = endOf(month("2028-03"));

const someInstant: fc.Arbitrary<Instant> = fc
  .integer({ min: FROM, max: END })
  .map((ms) => given(instant(ms)));
const someDay: fc.Arbitrary<Day> = someInstant.map(dayOf);
const withinPeriod = fc
  .integer({ min: startOf(PERIOD), max: endOf(PERIOD) - 1 })
  .map((ms) => given(instant(ms)));
const someCount = fc.oneof(
  fc.constant(0),
  fc.nat({ max: 3 }),
  fc.nat({ max: 500 }),
  fc.nat({ max: 1_000_000 }),
);

/** Sessions of each day up to the day of `now`, with gaps, spikes and quiet stretches. */
const daysUntil = (now: Instant): fc.Arbitrary<ReadonlyMap<Day, number>> => {
  const length = Math.floor((now - FROM) / DAY_MS) + 1;
  const days = (counts: readonly number[]): ReadonlyMap<Day, number> =>
    new Map(counts.map((count, index) => [dayOf(plusMs(FROM, index * DAY_MS)), count] as const));
  return fc.array(someCount, { minLength: length, maxLength: length }).map(days);
};

const knownAt = (someNow: fc.Arbitrary<Instant>): fc.Arbitrary<Known> =>
  someNow.chain((now) =>
    fc.record({
      period: fc.constant(PERIOD),
      now: fc.constant(now),
      since: someDay,
      days: daysUntil(now),
      granted: fc.oneof(fc.nat({ max: 100 }), fc.nat({ max: 10_000_000 })),
    }),
  );

const usedOf = ({ days, period }: Known): number =>
  [...days].reduce((sum, [day, count]) => (day.startsWith(period) ? sum + count : sum), 0);

test("whatever was used, and whenever it is asked: used <= p50 <= p90, whole sessions", () => {
  fc.assert(
    fc.property(knownAt(someInstant), (known) => {
      const { p50, p90 } = forecastOf(known);
      expect([p50, p90].every(Number.isSafeInteger)).toBe(true);
      expect(usedOf(known) <= p50 && p50 <= p90).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("a pool runs dry on a day of the period exactly where p50 reaches it", () => {
  fc.assert(
    fc.property(knownAt(someInstant), (known) => {
      const { p50, exhaustedOn } = forecastOf(known);
      expect(exhaustedOn !== undefined).toBe(p50 >= Math.max(1, known.granted));
      expect(exhaustedOn?.startsWith(PERIOD) ?? true).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("a larger pool changes no figure and never runs dry earlier", () => {
  fc.assert(
    fc.property(knownAt(withinPeriod), fc.nat({ max: 1_000_000 }), (known, more) => {
      const { exhaustedOn: day, ...figures } = forecastOf(known);
      const { exhaustedOn: later, ...same } = forecastOf({ ...known, granted: known.granted + more });
      expect(same).toEqual(figures);
      expect(later === undefined || (day !== undefined && day <= later)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("on the month's last millisecond nothing is to come, and after it nothing at all", () => {
  fc.assert(
    fc.property(knownAt(fc.constantFrom(plusMs(endOf(PERIOD), -1), endOf(PERIOD), END)), (known) => {
      const { p50, p90 } = forecastOf(known);
      // A millisecond of millions a day is a tenth of a session, of which p90 makes up to three.
      expect(p90 - usedOf(known)).toBeLessThanOrEqual(known.now < endOf(PERIOD) ? 3 : 0);
      expect(p50).toBeLessThanOrEqual(p90);
    }),
    { numRuns: 500 },
  );
});

test("neither use before the tenant was metered, nor the order in which days are given, makes a difference", () => {
  fc.assert(
    fc.property(knownAt(withinPeriod), (known) => {
      const metered = [...known.days].filter(([day]) => day >= known.since || day.startsWith(PERIOD));
      expect(forecastOf({ ...known, days: new Map(metered.reverse()) })).toEqual(forecastOf(known));
    }),
    { numRuns: 500 },
  );
});

// Of other seeds than the published table: small enough for every run, and the same on each.
const TRIALS = KINDS.flatMap((kind) => trialsOf(kind, 2_000_000, 40));

test("of generated months, 85-95 % end within p90", () => {
  const { trials, coverage } = scoreOf(TRIALS);
  expect(trials).toBeGreaterThan(2000);
  expect(coverage).toBeGreaterThanOrEqual(0.85);
  expect(coverage).toBeLessThanOrEqual(0.95);
});

test("of generated months, p50 misses by less than the run rate does, over all and in each kind it can foresee", () => {
  const all = scoreOf(TRIALS);
  expect(all.error).toBeLessThan(0.85 * all.runRateError);
  for (const kind of KINDS.filter((name) => name !== "level-shift" && name !== "wander")) {
    const { error, runRateError } = scoreOf(TRIALS.filter((trial) => trial.kind === kind));
    expect([kind, error < runRateError]).toEqual([kind, true]);
  }
});

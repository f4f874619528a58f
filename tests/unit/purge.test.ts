import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { admit } from "../../shared/domain/admission.ts";
import {
  type Instant,
  instant,
  type Period,
  periodOf,
  plusMonths,
  plusMs,
} from "../../shared/domain/period.ts";
import { purgeableThrough } from "../../shared/domain/purge.ts";
import { at, given, month } from "../support/values.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = at("2027-06-05T00:00:00.000Z");
const purgeable = (lastClosed: string | undefined, retention = 13, now = NOW, since = "2026-01") =>
  purgeableThrough(
    { since: month(since), ...(lastClosed === undefined ? {} : { lastClosed: month(lastClosed) }) },
    now,
    retention,
  );

describe("the last month that can be purged", () => {
  it.each([
    ["2027-05", 13, "2026-04"],
    ["2027-05", 14, "2026-03"],
    ["2027-05", 2, "2027-03"],
    ["2027-05", 120, undefined],
  ])("with %s closed and %i months kept is %s", (lastClosed, retention, through) => {
    expect(purgeable(lastClosed, retention)).toBe(through);
  });

  it("is none as long as no month is closed", () => {
    expect(purgeable(undefined)).toBeUndefined();
  });

  it("is never one that is not closed", () => {
    expect(purgeable("2026-02")).toBe("2026-02");
  });

  it.each([
    ["2026-04", "2026-04"],
    ["2026-05", undefined],
  ])("of a tenant whose first month is %s is %s", (since, through) => {
    expect(purgeable("2027-05", 13, NOW, since)).toBe(through);
  });

  it("moves on with the month, at its first moment", () => {
    expect(purgeable("2027-05", 13, at("2027-06-30T23:59:59.999Z"))).toBe("2026-04");
    expect(purgeable("2027-05", 13, at("2027-07-01T00:00:00.000Z"))).toBe("2026-05");
  });

  it("is none where the months before it reach back beyond the beginning of time", () => {
    const early = at("1970-04-01T00:00:00.000Z");
    expect(purgeable("1970-03", 1, early, "1970-01")).toBe("1970-02");
    expect(purgeable("1970-03", 2, early, "1970-01")).toBe("1970-01");
    for (const retention of [3, 4, 5, 1000])
      expect(purgeable("1970-03", retention, early, "1970-01")).toBeUndefined();
  });
});

const someInstant: fc.Arbitrary<Instant> = fc
  .oneof(
    fc.integer({ min: 0, max: Date.UTC(2040, 0) }),
    fc
      .tuple(fc.integer({ min: 0, max: 840 }), fc.constantFrom(-1, 0, 1))
      .map(([m, ms]) => Date.UTC(1970, m) + ms),
  )
  .map((ms) => given(instant(Math.max(0, ms))));

describe("whatever the retention", () => {
  it("what can still be recorded is purged by no clock that is up to 28 days ahead", () => {
    const cases = fc.record({
      now: someInstant,
      monthsBack: fc.integer({ min: -1, max: 140 }),
      retention: fc.oneof(fc.integer({ min: 0, max: 140 }), fc.integer({ min: 0, max: 2000 })),
      since: someInstant.map(periodOf),
      aheadMs: fc.constantFrom(0, 1, DAY_MS, 28 * DAY_MS),
      closedBack: fc.integer({ min: 0, max: 40 }),
    });
    fc.assert(
      fc.property(cases, ({ now, monthsBack, retention, since, aheadMs, closedBack }) => {
        const reported = plusMs(now, -monthsBack * 30 * DAY_MS);
        fc.pre(admit(reported, now, { since }, retention).ok);
        const later = plusMs(now, aheadMs);
        const lastClosed: Period = plusMonths(periodOf(later), -closedBack);
        const through = purgeableThrough({ since, lastClosed }, later, retention);
        if (through !== undefined) expect(periodOf(reported) > through).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it("only one month is neither recorded nor purged, once all before it are closed", () => {
    fc.assert(
      fc.property(someInstant, fc.integer({ min: 0, max: 140 }), (now, retention) => {
        const since = month("1970-01");
        const through = purgeableThrough({ since, lastClosed: periodOf(now) }, now, retention);
        fc.pre(through !== undefined);
        const isRecorded = (period: Period): boolean =>
          admit(at(`${period}-01T00:00:00.000Z`), now, { since }, retention).ok;
        const next = [0, 1, 2].map((months) => isRecorded(plusMonths(given(through), months)));
        expect(next).toEqual([false, false, retention > 0 || next[2]]);
      }),
    );
  });
});

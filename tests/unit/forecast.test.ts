import { describe, expect, it } from "vitest";
import { type Forecast, forecastOf, type Known } from "../../shared/domain/forecast.ts";
import { type Day, dayOf, type Instant, plusMs } from "../../shared/domain/period.ts";
import { at, month } from "../support/values.ts";

const DAY_MS = 86_400_000;
const FIRST = at("2026-09-01T00:00:00Z");
const NOON = at("2026-11-11T12:00:00Z");
const WEEKEND = [0, 6];

/** Sessions of every day from `first` to the one before `now`, and the part of today that has passed. */
const daysOf = (
  sessionsOn: (index: number, weekday: number) => number,
  now: Instant = NOON,
  first: Instant = FIRST,
): ReadonlyMap<Day, number> => {
  const days = new Map<Day, number>();
  for (let start = first; start < now; start = plusMs(start, DAY_MS)) {
    const index = Math.round((start - first) / DAY_MS);
    const passed = Math.min(1, (now - start) / DAY_MS);
    days.set(dayOf(start), Math.round(sessionsOn(index, new Date(start).getUTCDay()) * passed));
  }
  return days;
};

const forecast = (days: ReadonlyMap<Day, number>, but: Partial<Known> = {}): Forecast =>
  forecastOf({ period: month("2026-11"), now: NOON, since: dayOf(FIRST), granted: 1_000_000, days, ...but });

describe("what a month is expected to come to", () => {
  it("is the same use every day, where it was the same every day", () => {
    expect(forecast(daysOf(() => 10)).p50).toBe(300);
  });

  it("follows the weekdays: a month's working days, and no use of its weekends", () => {
    const { p50 } = forecast(daysOf((_, weekday) => (WEEKEND.includes(weekday) ? 0 : 100)));
    // November 2026 has 21 working days.
    expect(Math.abs(p50 - 2100)).toBeLessThanOrEqual(2100 * 0.05);
  });

  it("does not take a busy weekend of every week for spikes", () => {
    const { p50 } = forecast(daysOf((_, weekday) => (WEEKEND.includes(weekday) ? 400 : 100)));
    expect(Math.abs(p50 - (21 * 100 + 9 * 400))).toBeLessThanOrEqual(5700 * 0.05);
  });

  it("does not take use that comes once a week for spikes, on whichever day", () => {
    const mondays = forecast(daysOf((_, weekday) => (weekday === 1 ? 50 : 0))).p50;
    expect(Math.abs(mondays - 5 * 50)).toBeLessThanOrEqual(50);
    const anyDay = forecast(daysOf((index) => ((index + 3 * Math.floor(index / 7)) % 7 === 0 ? 50 : 0))).p50;
    // 50 used by now, and 50 a week for the 19 days to come; cut, it would be half of that.
    expect(anyDay).toBeGreaterThanOrEqual(140);
  });

  it("follows steady growth, where a run rate stays behind", () => {
    const grown = (index: number): number => 100 * 2 ** (index / 60);
    const total = Array.from({ length: 30 }, (_, index) => grown(61 + index)).reduce((a, b) => a + b);
    expect(Math.abs(forecast(daysOf(grown)).p50 - total)).toBeLessThanOrEqual(total * 0.02);
  });

  it("follows a new level within two weeks", () => {
    const { p50 } = forecast(daysOf((index) => (index < 58 ? 100 : 200)));
    const used = 10.5 * 200;
    expect(p50 - used).toBeGreaterThanOrEqual(19.5 * 200 * 0.85);
    expect(p50 - used).toBeLessThanOrEqual(19.5 * 200 * 1.15);
  });

  it("does not expect the spike of one day again", () => {
    const spike = 2000 - 100;
    const { p50 } = forecast(daysOf((index) => (index === 66 ? 2000 : 100)));
    expect(Math.abs(p50 - (3000 + spike))).toBeLessThanOrEqual(3000 * 0.1);
  });

  it("does not expect today's spike again", () => {
    const { p50 } = forecast(daysOf((index) => (index === 71 ? 4000 : 100)));
    expect(Math.abs(p50 - (2950 + 2000))).toBeLessThanOrEqual(2950 * 0.15);
  });

  it("is surer of regular use than of irregular", () => {
    const spread = ({ p50, p90 }: Forecast): number => p90 - p50;
    const irregular = daysOf((index) => [20, 180, 60, 140, 100][index % 5] ?? 0);
    expect(spread(forecast(daysOf(() => 100)))).toBeLessThan(spread(forecast(irregular)));
  });

  it("takes a day without figures for one without sessions, but only since the tenant is metered", () => {
    const days = daysOf(() => 30, NOON, at("2026-11-04T00:00:00Z"));
    const begun = forecast(days, { since: dayOf(at("2026-11-04T00:00:00Z")) });
    expect(begun.p50).toBe(27 * 30);
    expect(forecast(days).p50).toBeLessThan(begun.p50);
  });

  it("does not hold it against a tenant that its first day began late", () => {
    const since = dayOf(at("2026-11-06T00:00:00Z"));
    const days = new Map([...daysOf(() => 30, NOON, at("2026-11-06T00:00:00Z")), [since, 1] as const]);
    expect(forecast(days, { since }).p50).toBe(24 * 30 + 1);
  });

  it("does not take a tenant's first minute for all of its days", () => {
    const now = at("2026-11-01T00:01:00Z");
    const since = dayOf(now);
    const { p50 } = forecast(new Map([[since, 1]]), { now, since });
    expect(p50).toBeLessThanOrEqual(1 + 4 * 30);
  });

  it("is what was used, once the month is over", () => {
    const now = at("2026-12-01T00:00:00Z");
    const days = daysOf(() => 7, now);
    expect(forecast(days, { now })).toEqual({ p50: 210, p90: 210 });
  });

  it("is a whole month's use before it begins", () => {
    const now = at("2026-10-31T23:00:00Z");
    expect(
      forecast(
        daysOf(() => 24, now),
        { now },
      ).p50,
    ).toBe(720);
  });

  it("is nothing, where nothing was ever used or the tenant is not metered yet", () => {
    expect(forecast(new Map(), { granted: 0 })).toEqual({ p50: 0, p90: 0 });
    expect(forecast(new Map(), { since: dayOf(at("2026-12-01T00:00:00Z")) })).toEqual({ p50: 0, p90: 0 });
  });
});

describe("the day on which the pool runs dry", () => {
  const tenADay = daysOf(() => 10);

  it.each([
    [0, "2026-11-01"],
    [10, "2026-11-01"],
    [11, "2026-11-02"],
    [105, "2026-11-11"],
    [110, "2026-11-11"],
    [111, "2026-11-12"],
    [300, "2026-11-30"],
    [301, undefined],
  ])("of %d sessions at ten a day is %s", (granted, day) => {
    expect(forecast(tenADay, { granted }).exhaustedOn).toBe(day);
  });

  it("is that of the first session, where the pool is 0", () => {
    const days = daysOf((index) => (index < 65 ? 0 : 5));
    expect(forecast(days, { granted: 0 }).exhaustedOn).toBe("2026-11-05");
  });

  it("is a working day, where nothing is used on weekends", () => {
    const working = daysOf((_, weekday) => (WEEKEND.includes(weekday) ? 0 : 100));
    // The tenth working day is Friday 13 November.
    expect(forecast(working, { granted: 950 }).exhaustedOn).toBe("2026-11-13");
    expect(forecast(working, { granted: 1050 }).exhaustedOn).toBe("2026-11-16");
  });
});

import { describe, expect, it } from "vitest";
import { parseSchedule } from "../../infra/local/timer-schedule.ts";
import { readTimerTrigger } from "../../infra/local/timer-trigger.ts";

const now = Date.parse("2026-11-25T10:20:30.500Z");
const times = (expression: string, count: number): readonly string[] => {
  const { next } = parseSchedule(expression);
  const found: string[] = [];
  for (let at = next(now); found.length < count; at = next(at)) found.push(new Date(at).toISOString());
  return found;
};

describe("an NCRONTAB expression", () => {
  it.each([
    ["* * * * * *", ["2026-11-25T10:20:31.000Z", "2026-11-25T10:20:32.000Z"]],
    ["0 5 * * * *", ["2026-11-25T11:05:00.000Z", "2026-11-25T12:05:00.000Z"]],
    ["*/5 * * * *", ["2026-11-25T10:25:00.000Z", "2026-11-25T10:30:00.000Z"]],
    ["0 25/20 10 * * *", ["2026-11-25T10:25:00.000Z", "2026-11-25T10:45:00.000Z"]],
    ["0 0 0 1 * *", ["2026-12-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"]],
    ["0 0 0 31 * *", ["2026-12-31T00:00:00.000Z", "2027-01-31T00:00:00.000Z", "2027-03-31T00:00:00.000Z"]],
    ["0 0 0 29 FEB *", ["2028-02-29T00:00:00.000Z"]],
    ["0 30 9 * jan-Mar Mon,WED-FRI", ["2027-01-01T09:30:00.000Z", "2027-01-04T09:30:00.000Z"]],
    ["  0  0 12   * * 0 ", ["2026-11-29T12:00:00.000Z"]],
  ])("%s is due at its times", (expression, expected) => {
    expect(times(expression, expected.length)).toEqual(expected);
  });

  it("needs both the day of the month and the day of the week", () => {
    expect(times("0 0 0 13 * FRI", 2)).toEqual(["2027-08-13T00:00:00.000Z", "2028-10-13T00:00:00.000Z"]);
  });

  it("is never due at the time it is asked from", () => {
    const { next } = parseSchedule("0 0 0 1 * *");

    expect(next(Date.parse("2026-12-01T00:00:00Z"))).toBe(Date.parse("2027-01-01T00:00:00Z"));
    expect(next(Date.parse("2026-11-30T23:59:59.999Z"))).toBe(Date.parse("2026-12-01T00:00:00Z"));
  });

  it.each([
    "",
    "hourly",
    "@monthly",
    "00:05:00",
    "* * * *",
    "* * * * * * 2030",
    "0 0 0 L * *",
    "0 0 0 15W * *",
    "0 0 0 * * 5#2",
    "0 0 0 ? * *",
    "0 0 0 * * 7",
    "/5 * * * * *",
    "60 * * * * *",
    "0 */0 * * * *",
    "0 0 0 0 * *",
    "0 0 0 31 2 *",
  ])("is refused where NCRONTAB does not know it: %j", (expression) => {
    expect(() => parseSchedule(expression)).toThrow();
  });
});

describe("a timer's binding", () => {
  const read = (binding: object, env = {}) => readTimerTrigger(binding, env, now);

  it("may name its schedule by a setting", () => {
    const trigger = read({ schedule: "%MINUTE% 5 * * * *" }, { MINUTE: "0" });

    expect(trigger).toMatchObject({ state: "scheduled", isMonitored: true });
  });

  it.each([{}, { CLOSE: "" }])("is unresolved while that setting is missing: %j", (env) => {
    expect(read({ schedule: "%CLOSE%" }, env)).toEqual({ state: "unresolved", setting: "CLOSE" });
  });

  it.each([
    ["0 * * * * *", undefined, true],
    ["0 0 0 1 * *", true, true],
    ["0 * * * * *", false, false],
    ["*/30 * * * * *", true, false],
  ])("%s with useMonitor %s keeps a status: %s", (schedule, useMonitor, isMonitored) => {
    expect(read({ schedule, useMonitor })).toMatchObject({ isMonitored });
  });

  it.each([
    [{ schedule: "0 0 0 L * *" }, '"0 0 0 L * *" is not an NCRONTAB expression: "L" is not known'],
    [{}, "there is none"],
    [{ schedule: "0 * * * * *", runOnStartup: true }, "runOnStartup is not served by this host"],
  ])("says what is wrong with %j", (binding, message) => {
    expect(() => read(binding)).toThrow(message);
  });
});

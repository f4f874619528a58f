import { expect, it } from "vitest";
import { storageClock } from "../../shared/application/clock.ts";
import { StoreUnavailable } from "../../shared/application/ports.ts";

const DATE = Date.parse("2026-11-30T23:59:59Z");
const SECOND = 1000;

/** A clock whose monotonic time the test sets. */
const clockAt = (offsetMs = 0, touch: () => Promise<unknown> = () => Promise.resolve()) => {
  const monotonic = { ms: 5_000 };
  return { monotonic, clock: storageClock(() => monotonic.ms, offsetMs, touch) };
};

it("tells the storage's last date and the time since it came, moved by the offset", async () => {
  const { monotonic, clock } = clockAt(3_600_000);
  clock.observe(DATE);
  monotonic.ms += 250;
  expect(await clock.now()).toBe(DATE + 250 + 3_600_000);
});

it("never goes back because dates have whole seconds", async () => {
  const { monotonic, clock } = clockAt();
  clock.observe(DATE);
  let last = 0;
  for (let elapsedMs = 0; elapsedMs < 5_000; elapsedMs += 70) {
    monotonic.ms = 5_000 + elapsedMs;
    // The true time is 0.9 s past the first date; the storage tells the second that it is in.
    clock.observe(Math.floor((DATE + 900 + elapsedMs) / SECOND) * SECOND);
    const now = await clock.now();
    expect(now).toBeGreaterThanOrEqual(last);
    expect(Math.abs(now - (DATE + 900 + elapsedMs))).toBeLessThanOrEqual(SECOND);
    last = now;
  }
});

it("follows the storage when its clock is set right", async () => {
  const { clock } = clockAt();
  clock.observe(DATE);
  clock.observe(DATE - 60 * SECOND);
  expect(await clock.now()).toBe(DATE - 60 * SECOND);
});

it("asks the storage once where no date came yet, and says so where none comes", async () => {
  let asked = 0;
  const { clock } = clockAt(0, () => {
    asked += 1;
    clock.observe(DATE);
    return Promise.resolve();
  });
  expect([await clock.now(), await clock.now(), asked]).toEqual([DATE, DATE, 1]);
  await expect(clockAt().clock.now()).rejects.toThrow(StoreUnavailable);
});

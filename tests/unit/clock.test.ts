import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ClockDisputed, storageClock } from "../../shared/application/clock.ts";
import { StoreUnavailable } from "../../shared/application/ports.ts";

const DATE = Date.parse("2026-11-30T23:59:59Z");
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A clock whose monotonic time and process's own time the test sets; `touched` are the dates that a touch brings. */
const clockAt = (offsetMs = 0, touched: readonly number[] = []) => {
  const time = { monotonic: 5_000, wall: DATE, touches: 0 };
  const clock = storageClock(
    () => time.monotonic,
    () => time.wall,
    offsetMs,
    async () => {
      const date = touched[time.touches++];
      if (date !== undefined) clock.observe(date);
    },
  );
  const pass = (ms: number): void => {
    time.monotonic += ms;
    time.wall += ms;
  };
  return { time, pass, clock };
};

describe("the clock", () => {
  it("tells the storage's last date and the time since it came, moved by the offset", async () => {
    const { pass, clock } = clockAt(3_600_000);
    clock.observe(DATE);
    pass(250);
    expect(await clock.now()).toBe(DATE + 250 + 3_600_000);
  });

  it("never goes back because dates have whole seconds", async () => {
    const { time, clock } = clockAt();
    clock.observe(DATE);
    let last = 0;
    for (let elapsedMs = 0; elapsedMs < 5_000; elapsedMs += 70) {
      time.monotonic = 5_000 + elapsedMs;
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
    clock.observe(DATE - MINUTE);
    expect(await clock.now()).toBe(DATE - MINUTE);
    clock.observe(DATE + 4 * MINUTE);
    expect(await clock.now()).toBe(DATE + 4 * MINUTE);
  });

  it("asks the storage once where no date came yet, and says so where none comes", async () => {
    const { time, clock } = clockAt(0, [DATE]);
    expect([await clock.now(), await clock.now(), time.touches]).toEqual([DATE, DATE, 1]);
    await expect(clockAt().clock.now()).rejects.toThrow(StoreUnavailable);
  });
});

describe("a date that leaps", () => {
  it.each([
    ["one ahead", [DAY], 0],
    ["one back", [-DAY], 0],
    ["one just too far", [5 * MINUTE + 1], 0],
    ["one just not too far", [5 * MINUTE], 5 * MINUTE],
    ["two that agree", [DAY, DAY], DAY],
    ["two back that agree", [-DAY, -DAY], -DAY],
    ["two that are a minute apart", [DAY, DAY + MINUTE], DAY + MINUTE],
    ["two that are more than a minute apart", [DAY, DAY + MINUTE + 1], 0],
    ["two that leap to either side", [DAY, -DAY], 0],
    ["two with a right one between", [DAY, 0, DAY], 0],
    ["three of which the last two agree", [DAY, 2 * DAY, 2 * DAY], 2 * DAY],
    ["two that agree, and right ones again", [DAY, DAY, 0, 0], 0],
  ] as const)("counts as it should: %s", async (_, leaps, told) => {
    const { clock } = clockAt();
    clock.observe(DATE);
    for (const leap of leaps) clock.observe(DATE + leap);
    expect(await clock.now()).toBe(DATE + told);
  });

  it("is agreed with by one that comes later by as much as its date is", async () => {
    const { pass, clock } = clockAt();
    clock.observe(DATE);
    clock.observe(DATE + DAY);
    pass(HOUR);
    clock.observe(DATE + DAY);
    expect(await clock.now()).toBe(DATE + HOUR);
    clock.observe(DATE + DAY + SECOND);
    expect(await clock.now()).toBe(DATE + DAY + SECOND);
  });

  it("never moves the clock by more than 5 minutes, unless the one before it agrees", async () => {
    const leap = fc.oneof(
      fc.integer({ min: -3 * DAY, max: 3 * DAY }),
      fc.integer({ min: -6 * MINUTE, max: 6 * MINUTE }),
      fc.constantFrom(DAY, DAY + 30 * SECOND, -DAY),
    );
    const step = fc.record({ leap, passed: fc.integer({ min: 0, max: HOUR }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const { time, pass, clock } = clockAt();
        clock.observe(DATE);
        let previous = 0;
        for (const { leap, passed } of steps) {
          pass(passed);
          const before = await clock.now();
          clock.observe(time.wall + leap);
          const movedMs = Math.abs((await clock.now()) - before);
          if (Math.abs(leap - previous) > MINUTE) expect(movedMs).toBeLessThanOrEqual(5 * MINUTE);
          previous = leap;
        }
      }),
    );
  });
});

describe("the first date", () => {
  it.each([
    ["agrees with the process's own time", [5 * MINUTE], 5 * MINUTE, 1],
    ["leaps, and the second one agrees with it", [DAY, DAY], DAY, 2],
    ["leaps, and the second one agrees with the process", [DAY, 0], 0, 2],
  ] as const)("that %s is believed", async (_, leaps, told, touches) => {
    const { time, clock } = clockAt(
      0,
      leaps.map((leap) => DATE + leap),
    );
    expect(await clock.now()).toBe(DATE + told);
    expect(time.touches).toBe(touches);
  });

  it("is none to rely on where the second one leaps elsewhere, until one agrees", async () => {
    const { clock } = clockAt(0, [DATE + DAY, DATE - DAY, DATE - DAY]);
    await expect(clock.now()).rejects.toThrow(StoreUnavailable);
    expect(await clock.now()).toBe(DATE - DAY);
  });
});

describe("the clock for what cannot be undone", () => {
  it("tells the same time, the offset included, which is not counted as a dispute", async () => {
    for (const offsetMs of [0, 40 * DAY]) {
      const { clock, time } = clockAt(offsetMs, [DATE + HOUR, DATE + HOUR]);
      expect(await clock.undisputed.now()).toBe(DATE + HOUR + offsetMs);
      expect(time.touches).toBe(2);
      expect(await clock.undisputed.now()).toBe(await clock.now());
      expect(time.touches).toBe(2);
    }
  });

  it.each([HOUR + 1, -HOUR - 1, 40 * DAY])(
    "throws where the storage's time is %d ms off the process's",
    async (leap) => {
      const { clock } = clockAt(0, Array(9).fill(DATE + leap));
      expect(await clock.now()).toBe(DATE + leap);
      await expect(clock.undisputed.now()).rejects.toThrow(ClockDisputed);
    },
  );

  it("names both times when it throws", async () => {
    const { clock } = clockAt(3_600_000, Array(9).fill(DATE + DAY));
    await expect(clock.undisputed.now()).rejects.toThrow(
      "The storage's time is 2026-12-01T23:59:59.000Z, this process's own is 2026-11-30T23:59:59.000Z.",
    );
  });

  it("asks anew before it throws, since a machine that slept reckons an old time", async () => {
    const { clock, time } = clockAt(0, [DATE, DATE + DAY, DATE + DAY]);
    expect(await clock.undisputed.now()).toBe(DATE);
    time.wall += DAY;
    expect(await clock.undisputed.now()).toBe(DATE + DAY);
  });

  it("throws what the storage does where no time came yet", async () => {
    await expect(clockAt().clock.undisputed.now()).rejects.toThrow(StoreUnavailable);
  });
});

import { describe, expect, it } from "vitest";
import {
  ATTEMPTS_MAX,
  type AttemptLog,
  booked,
  delivered,
  failed,
  failingFrom,
  hasFailedTooLong,
  newDelivery,
  type PendingDelivery,
  parked,
} from "../../shared/domain/delivery.ts";
import { type Instant, plusMs } from "../../shared/domain/period.ts";
import { at } from "../support/values.ts";

const NOW = at("2026-11-25T09:00:00.000Z");
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const attempt = (but: Partial<AttemptLog> = {}): AttemptLog => ({ at: NOW, latencyMs: 12, ...but });
/** A delivery before attempt number `next`. */
const beforeAttempt = (next: number): PendingDelivery => ({ ...newDelivery(NOW), attempts: next - 1 });
const delayAfter = (attemptNumber: number, jitter: number): number =>
  booked(beforeAttempt(attemptNumber), NOW, jitter).nextAttemptAt - NOW;

describe("the schedule", () => {
  it.each([
    // 5 s are less than an attempt may last.
    [1, MINUTE, MINUTE],
    [2, 5 * MINUTE, 5.5 * MINUTE],
    [3, 30 * MINUTE, 33 * MINUTE],
    [4, 2 * HOUR, 2.2 * HOUR],
    [5, 5 * HOUR, 5.5 * HOUR],
    [6, 10 * HOUR, 11 * HOUR],
    [7, 14 * HOUR, 15.4 * HOUR],
    [8, 20 * HOUR, 22 * HOUR],
    [9, 24 * HOUR, 26.4 * HOUR],
  ])("after attempt %i waits between %i and %i ms", (number, least, most) => {
    expect(delayAfter(number, 0)).toBe(least);
    expect(delayAfter(number, 1)).toBeCloseTo(most, -1);
  });

  it("has ten attempts, after which the delivery is parked", () => {
    expect(ATTEMPTS_MAX).toBe(10);
    const last = booked(beforeAttempt(10), NOW, 0);
    expect(failed(last, attempt({ reason: "status 500" }))).toEqual({
      state: "parked",
      reason: "attempts-exhausted",
      attempts: 10,
      log: [attempt({ reason: "status 500" })],
    });
    expect(failed(booked(beforeAttempt(9), NOW, 0), attempt())).toMatchObject({
      state: "pending",
      attempts: 9,
    });
  });

  it("counts an attempt when it is booked, so that one that never ends is counted", () => {
    expect(booked(newDelivery(NOW), NOW, 0)).toMatchObject({ state: "pending", attempts: 1 });
  });

  it("leaves no attempt the time to last until the next one", () => {
    for (let number = 1; number <= 10; number++) expect(delayAfter(number, 0)).toBeGreaterThanOrEqual(MINUTE);
  });
});

describe("a failed attempt", () => {
  const pending = booked(newDelivery(NOW), NOW, 0);

  it("leaves the next one where it was booked", () => {
    expect(failed(pending, attempt())).toMatchObject({ nextAttemptAt: pending.nextAttemptAt });
  });

  it.each([
    ["later, where the receiver asks for it", 2 * HOUR, 2 * HOUR],
    ["not sooner, where the receiver allows it", 1, MINUTE],
  ])("is tried again %s", (_, retryAfterMs, waitMs) => {
    expect(failed(pending, attempt(), retryAfterMs)).toMatchObject({ nextAttemptAt: NOW + waitMs });
  });

  it("waits from when it was made, not from when it was booked", () => {
    const made = attempt({ at: plusMs(NOW, 10_000) });
    expect(failed(pending, made, 2 * MINUTE)).toMatchObject({ nextAttemptAt: NOW + 10_000 + 2 * MINUTE });
  });
});

describe("a log", () => {
  const log = Array.from({ length: 20 }, (_, n) => attempt({ latencyMs: n }));
  const full: PendingDelivery = { ...newDelivery(NOW, log), attempts: 3 };

  it.each([
    ["failed", failed(full, attempt({ latencyMs: 99 }))],
    ["delivered", delivered(full, attempt({ latencyMs: 99 }))],
    ["parked", parked(full, "gone", attempt({ latencyMs: 99 }))],
  ])("keeps the last 20 attempts of a delivery that is %s", (_, after) => {
    expect(after.log.map(({ latencyMs }) => latencyMs)).toEqual([...log.keys()].slice(1).concat(99));
  });

  it("stays with a delivery that is sent once more", () => {
    expect(newDelivery(NOW, log)).toEqual({ state: "pending", attempts: 0, nextAttemptAt: NOW, log });
  });
});

describe("an endpoint", () => {
  it("has failed too long once its first failure is 5 days old, to the millisecond", () => {
    expect(hasFailedTooLong(NOW, plusMs(NOW, 5 * DAY - 1) as Instant)).toBe(false);
    expect(hasFailedTooLong(NOW, plusMs(NOW, 5 * DAY) as Instant)).toBe(true);
  });

  it("that is tried once a month does not fail on since its failure of a month ago", () => {
    const before = { failingSince: NOW, failedAt: NOW };
    const later = plusMs(NOW, 30 * DAY) as Instant;
    expect(failingFrom(before, later)).toBe(later);
    const within = plusMs(NOW, 26 * 60 * 60 * 1000) as Instant;
    expect(failingFrom(before, within)).toBe(NOW);
    expect(failingFrom({}, later)).toBe(later);
  });
});

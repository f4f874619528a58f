import { type Instant, plusMs } from "./period.ts";

/** One attempt, as it is shown: never what was sent, nor what the receiver answered but for the status. */
export type AttemptLog = {
  readonly at: Instant;
  readonly latencyMs: number;
  readonly status?: number;
  /** Why it failed. */
  readonly reason?: string;
};

/** An event's way to one endpoint. `attempts`: how many were begun. `log`: the last of those that ended. */
export type Delivery = { readonly attempts: number; readonly log: readonly AttemptLog[] } & (
  | { readonly state: "pending"; readonly nextAttemptAt: Instant }
  | { readonly state: "delivered" }
  | { readonly state: "parked"; readonly reason: string }
);
export type PendingDelivery = Extract<Delivery, { state: "pending" }>;

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * How long after an attempt the next one is made, but for `BOOKED_MS_MIN` and the sweep that it waits for; the first
 * comes at once, so there are ten in all.
 * Source: Standard Webhooks, "Deliverability and reliability".
 */
const DELAYS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
/** How many attempts a delivery has before it is parked. */
export const ATTEMPTS_MAX = DELAYS_MS.length + 1;

// Longer than an attempt can last with all that is written around it: whoever finds the time passed may take over.
const BOOKED_MS_MIN = MINUTE_MS;
const JITTER = 0.1;
const LOG_MAX = 20;
const FAILING_MS_MAX = 5 * DAY_MS;

/** A delivery whose first attempt is due at `at`. */
export const newDelivery = (at: Instant, log: readonly AttemptLog[] = []): PendingDelivery => ({
  state: "pending",
  attempts: 0,
  nextAttemptAt: at,
  log,
});

/**
 * The delivery as it must stand before attempt `attempts + 1` is made at `now`: the next one is booked, so that
 * dying in the middle loses none. `jitter` in [0, 1) spreads the receivers' load.
 */
export const booked = (delivery: PendingDelivery, now: Instant, jitter: number): PendingDelivery => {
  const delayMs = (DELAYS_MS[delivery.attempts] ?? 0) * (1 + JITTER * jitter);
  return {
    ...delivery,
    attempts: delivery.attempts + 1,
    // From the moment that this one was due, where a clock is behind it.
    nextAttemptAt: plusMs(
      delivery.nextAttemptAt,
      Math.max(0, now - delivery.nextAttemptAt) + Math.max(BOOKED_MS_MIN, delayMs),
    ),
  };
};

/** The delivery once an attempt succeeded. */
export const delivered = ({ attempts, log }: PendingDelivery, attempt: AttemptLog): Delivery => ({
  state: "delivered",
  attempts,
  log: [...log, attempt].slice(-LOG_MAX),
});

/** The delivery that is not tried again by itself. */
export const parked = ({ attempts, log }: Delivery, reason: string, attempt?: AttemptLog): Delivery => ({
  state: "parked",
  attempts,
  reason,
  log: (attempt ? [...log, attempt] : log).slice(-LOG_MAX),
});

/** The delivery after a failed attempt: later where the receiver asked for it, parked where it was the last. */
export const failed = (delivery: PendingDelivery, attempt: AttemptLog, retryAfterMs = 0): Delivery => {
  if (delivery.attempts >= ATTEMPTS_MAX) return parked(delivery, "attempts-exhausted", attempt);
  const nextAttemptAt = plusMs(attempt.at, Math.max(retryAfterMs, delivery.nextAttemptAt - attempt.at));
  return { ...delivery, nextAttemptAt, log: [...delivery.log, attempt].slice(-LOG_MAX) };
};

/** Whether an endpoint that fails at `now` has failed for so long that nothing more is sent to it. */
export const hasFailedTooLong = (failingSince: Instant, now: Instant): boolean =>
  now >= plusMs(failingSince, FAILING_MS_MAX);

// Longer than the schedule waits at the most: nothing was tried in between.
const STREAK_GAP_MS_MAX = 2 * DAY_MS;

/**
 * Since when an endpoint has failed without a success, with a failure at `now`. One that comes long after the last
 * begins anew: an endpoint that hears of something once a month is not disabled by its second failure.
 */
export const failingFrom = (
  { failingSince, failedAt }: { readonly failingSince?: Instant; readonly failedAt?: Instant },
  now: Instant,
): Instant =>
  failingSince === undefined || failedAt === undefined || now > plusMs(failedAt, STREAK_GAP_MS_MAX)
    ? now
    : failingSince;

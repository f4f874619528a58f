import type { Cells } from "../../../shared/application/ports.ts";
import { text } from "../stored-cells.ts";
import { mustHold } from "../violation.ts";

/** A delivery as its row says; `nextMs`: when its next attempt is due, of a pending one. */
export type StoredDelivery = {
  readonly state: string;
  readonly attempts: number;
  readonly nextMs: number;
  readonly reason: string | undefined;
};

/** What is booked: the step in which it was, and whether it was sent since. */
export type Booking = { readonly step: number; readonly attempt: number; isSent: boolean };

/** What came of a change: an attempt was booked, or all begins anew. */
export type Change = "created" | "booked" | "replayed" | "other";

const ATTEMPTS_MAX = 10;
const BOOKED_MS_MIN = 60_000;
const REASONS = ["attempts-exhausted", "endpoint-disabled", "endpoint-removed"];

/** The delivery that the cells hold. */
export const deliveryOfCells = (cells: Cells): StoredDelivery => ({
  state: text(cells, "state"),
  attempts: Number(cells["attempts"]),
  nextMs: cells["nextAttemptAt"] === undefined ? Number.NaN : Date.parse(text(cells, "nextAttemptAt")),
  reason: cells["reason"] === undefined ? undefined : text(cells, "reason"),
});

/** Checks a change of a delivery, and says what it was. `latestMs`: the latest that any clock tells. */
export const changeOf = (
  before: StoredDelivery | undefined,
  after: StoredDelivery,
  latestMs: number,
): Change => {
  const facts = () => ({ before, after, latestMs });
  mustHold(after.attempts <= ATTEMPTS_MAX, "a delivery has ten attempts at most", facts);
  const isParked = after.state === "parked";
  mustHold(isParked === (after.reason !== undefined), "a delivery is parked with a reason", facts);
  mustHold(
    !isParked || REASONS.includes(after.reason ?? ""),
    "a delivery is parked for a known reason",
    facts,
  );
  if (before === undefined) {
    mustHold(after.attempts === 0, "a delivery begins with no attempt", facts);
    return "created";
  }
  if (before.state !== "pending") {
    if (JSON.stringify(before) === JSON.stringify(after)) return "other";
    const isNew = after.state === "pending" && after.attempts === 0;
    mustHold(isNew, "a delivery that is over begins anew, or stays as it is", facts);
    return "replayed";
  }
  if (after.attempts === before.attempts) {
    const isLater = after.state !== "pending" || after.nextMs >= before.nextMs;
    mustHold(isLater, "an attempt that is booked never comes sooner", facts);
    return "other";
  }
  mustHold(after.state === "pending", "an attempt is counted before it is sent", facts);
  mustHold(after.attempts === before.attempts + 1, "attempts are counted one by one", facts);
  mustHold(before.nextMs <= latestMs, "no attempt is booked before it is due", facts);
  mustHold(after.nextMs >= before.nextMs + BOOKED_MS_MIN, "attempts are a minute apart", facts);
  return "booked";
};

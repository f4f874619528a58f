import { backOff } from "../back-off.ts";
import { type Randomness, StoreUnavailable, type Timers, type Transacted } from "../ports.ts";

const ATTEMPTS_MAX = 5;

/** What one try came to: a value to answer with, or the outcome of a transaction that has to be settled. */
export type Try<Value> =
  | { readonly settled: Value }
  | { readonly outcome: Transacted; readonly value: Value };

/**
 * Reads, decides and writes, again after a conflict or an unknown outcome, until the write is known to
 * be committed or found to be there. `attempt` must read afresh each time. A crash in between leaves the
 * write made or not made; asking again then finds which.
 */
export const untilSettled = async <Value>(
  ports: { readonly timers: Timers; readonly randomness: Randomness },
  attempt: () => Promise<Try<Value>>,
  attemptsMax = ATTEMPTS_MAX,
): Promise<Value> => {
  for (let tries = 0; tries < attemptsMax; tries++) {
    await backOff(ports, tries);
    const tried = await attempt();
    if ("settled" in tried) return tried.settled;
    if (tried.outcome.outcome === "committed") return tried.value;
  }
  throw new StoreUnavailable("The change could not be settled.");
};

import { backOff } from "../back-off.ts";
import { type Randomness, StoreUnavailable, type Timers, type Transacted } from "../ports.ts";

// A request has 4.8 s in all: so its look-ups before, and the last wait and try, can be within them too.
const REQUEST_MS = 3_600;

/** What one try came to: a value to answer with, or the outcome of a transaction that has to be settled. */
export type Try<Value> =
  | { readonly settled: Value }
  | { readonly outcome: Transacted; readonly value: Value };

/** When to give up: after so many tries, or once it says that it is over. */
type Limit = number | (() => boolean);

/** Over once the time has passed, from now on, that a request can spend on a write. */
export const timeOfRequest = (timers: Timers): (() => boolean) => {
  const endMs = timers.monotonicMs() + REQUEST_MS;
  return () => timers.monotonicMs() >= endMs;
};

/**
 * Reads, decides and writes, again after a conflict or an unknown outcome, until the write is known to
 * be committed or found to be there. `attempt` must read afresh each time. A crash in between leaves the
 * write made or not made; asking again then finds which.
 * Throws `StoreUnavailable` at the limit, which is asked before each try. It is a time by default: where
 * many write one row, a few tries are soon used up, though the writers get through one after the other.
 */
export const untilSettled = async <Value>(
  ports: { readonly timers: Timers; readonly randomness: Randomness },
  attempt: () => Promise<Try<Value>>,
  limit: Limit = timeOfRequest(ports.timers),
): Promise<Value> => {
  const isOver = (tries: number): boolean => (typeof limit === "number" ? tries >= limit : limit());
  for (let tries = 0; !isOver(tries); tries++) {
    const tried = await attempt();
    if ("settled" in tried) return tried.settled;
    if (tried.outcome.outcome === "committed") return tried.value;
    await backOff(ports, tries + 1);
  }
  throw new StoreUnavailable("The change could not be settled.");
};

import type { Fleet } from "../fleet.ts";
import type { Actor } from "../stage.ts";
import { Violation } from "../violation.ts";
import type { TellingInstance } from "./instance.ts";
import { isOutage } from "./outages.ts";
import type { Queues } from "./queues.ts";
import type { TellingStage } from "./subject.ts";

/** Sweeps at the full minute. Those that would find nothing are left out: they would change nothing. */
export type Sweeper = Actor & { readonly onPointers: () => void };

/** `firstDueMs`: the time of the run at which the first pointer is due; undefined: there is none. */
export type SweeperTerms = {
  readonly stage: TellingStage;
  readonly fleet: Fleet<TellingInstance>;
  readonly queues: Queues;
  readonly firstDueMs: () => number | undefined;
};

const MINUTE_MS = 60_000;
const MISSED_MINUTES_MAX = 20;

/** No sweep is planned before there is a pointer. */
export const createSweeper = ({ stage, fleet, queues, firstDueMs }: SweeperTerms): Sweeper => {
  const { scheduler, random, trace, failures } = stage;
  let planned: { readonly atMs: number; readonly cancel: () => void } | undefined;
  // The host runs one at a time, but for what it lost hold of.
  const underWay = new Set<TellingInstance>();
  let isSettling = false;

  const plan = (): void => {
    const dueMs = firstDueMs();
    if (dueMs === undefined) {
      planned?.cancel();
      planned = undefined;
      return;
    }
    const now = scheduler.now();
    const minute = Math.floor(Math.max(now, dueMs) / MINUTE_MS) + 1;
    // At times the timer does not run for a while.
    const missed = !isSettling && random.chance(0.1) ? random.below(MISSED_MINUTES_MAX) : 0;
    const atMs = (minute + missed) * MINUTE_MS;
    if (planned && planned.atMs <= atMs) return;
    planned?.cancel();
    planned = { atMs, cancel: scheduler.after(atMs - now, sweepAll) };
  };
  const sweepAll = (): void => {
    planned = undefined;
    for (const instance of underWay) if (!instance.isAlive()) underWay.delete(instance);
    if (underWay.size === 0 || random.chance(0.1)) sweep();
    if (!isSettling && random.chance(0.1)) sweep();
    plan();
  };
  const sweep = (): void => {
    const instance = fleet.pick();
    if (instance === undefined) return;
    underWay.add(instance);
    trace.note(() => `${instance.name} sweeps`);
    instance
      .sweep()
      .then(
        // What is lost of it the next sweep finds: nobody is told.
        (asks) => scheduler.post(() => void (instance.isAlive() && queues.bind(asks))),
        (cause: unknown) => {
          trace.note(() => `${instance.name} fails to sweep: ${cause}`);
          if (!isOutage(stage.subject, cause))
            throw new Violation("a sweep fails only in an outage", { cause: String(cause) }, cause);
        },
      )
      .catch(failures.report)
      .finally(() => underWay.delete(instance));
  };
  return {
    onPointers: plan,
    start: plan,
    isDone: () => true,
    settle: () => {
      isSettling = true;
      plan();
    },
  };
};

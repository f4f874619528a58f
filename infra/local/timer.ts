import type { Log } from "./log.ts";
import { type TimerClock, waitUntil } from "./timer-clock.ts";
import type { Schedule } from "./timer-schedule.ts";
import { type StatusStore, statusAfter, statusAtStart, type TimerStatus } from "./timer-status.ts";

/** What a timer function gets; the library camel-cases it. Without a monitor there is no status. */
export type TimerInfo = {
  readonly Schedule: { readonly AdjustForDST: true };
  readonly ScheduleStatus: TimerStatus | null;
  readonly IsPastDue: boolean;
};

export type TimerOptions = {
  readonly name: string;
  readonly schedule: Schedule;
  /** Whether its status is kept: without, no missed run is made up for. */
  readonly isMonitored: boolean;
  readonly clock: TimerClock;
  readonly statuses: StatusStore;
  readonly log: Log;
  /** Runs the function, retries and all; has logged a failure, and never rejects. */
  readonly run: (info: TimerInfo, reason: string, signal: AbortSignal) => Promise<unknown>;
};

/** A timer function; it runs one at a time, whoever asks. Neither of the two rejects. */
export type Timer = {
  /** Runs it at its times, a missed one first, until `signal` aborts; resolves when its last run has ended. */
  readonly keep: (signal: AbortSignal) => Promise<void>;
  /** Runs it once, out of turn and leaving its status alone. */
  readonly runNow: (signal: AbortSignal) => Promise<void>;
};

const readAgainMs = 2_500;

/**
 * A run that fails advances the status like any other. One that the host does not survive leaves it as it was, so
 * that the next start makes up for it: a function runs at least once for its time, and may run twice.
 */
export const createTimer = (options: TimerOptions): Timer => {
  const { name, schedule, isMonitored, clock, statuses, run } = options;
  const inTurn = createTurns();
  const runWith = (
    status: TimerStatus | undefined,
    isPastDue: boolean,
    reason: string,
    signal: AbortSignal,
  ) =>
    run(
      { Schedule: { AdjustForDST: true }, ScheduleStatus: status ?? null, IsPastDue: isPastDue },
      reason,
      signal,
    );
  return {
    keep: async (signal) => {
      let status = isMonitored ? await statusToStart(options, signal) : undefined;
      let due = Math.min(
        status ? Date.parse(status.Next) : Number.POSITIVE_INFINITY,
        schedule.next(clock.now()),
      );
      for (let isPastDue = due <= clock.now(); ; isPastDue = false) {
        await waitUntil(clock, due, signal);
        await inTurn(async () => {
          if (signal.aborted) return;
          const beganAt = Math.max(clock.now(), due);
          await runWith(status, isPastDue, `Timer fired at ${new Date(beganAt).toISOString()}`, signal);
          if (isMonitored) status = await recorded(options, statusAfter(schedule, beganAt));
        });
        if (signal.aborted) return;
        due = schedule.next(Math.max(clock.now(), due));
      }
    },
    runNow: (signal) =>
      inTurn(async () => {
        const status = isMonitored ? await statuses.read(name).catch(() => undefined) : undefined;
        await runWith(status, false, "This function was programmatically called via the host APIs.", signal);
      }),
  };
};

/** Asks again until the storage answers: a missed run would be lost with the status that tells of it. */
const statusToStart = async (
  { name, schedule, clock, statuses, log }: TimerOptions,
  signal: AbortSignal,
): Promise<TimerStatus | undefined> => {
  while (!signal.aborted) {
    try {
      const found = await statuses.read(name);
      const status = statusAtStart(schedule, found, clock.now());
      if (status !== found) await statuses.write(name, status);
      return status;
    } catch (error) {
      log.system("warning", `Timer '${name}' waits for its status: ${error}`);
      await waitUntil(clock, clock.now() + readAgainMs, signal);
    }
  }
  return undefined;
};

const recorded = async ({ name, statuses, log }: TimerOptions, status: TimerStatus): Promise<TimerStatus> => {
  await statuses.write(name, status).catch((error: unknown) => {
    log.system("error", `Timer '${name}' ran, and the next start will run it again: ${error}`);
  });
  return status;
};

/** Runs one piece of work after the other, in the order they came; none of them may reject. */
const createTurns = () => {
  let last: Promise<void> = Promise.resolve();
  return (work: () => Promise<void>): Promise<void> => {
    last = last.then(work);
    return last;
  };
};

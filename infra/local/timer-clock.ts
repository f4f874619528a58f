/** The clock that timers run by, in epoch milliseconds. */
export type TimerClock = {
  readonly now: () => number;
  /** Calls `task` once, in at most `stepMs`; returns what calls it off. */
  readonly after: (delayMs: number, task: () => void) => () => void;
};

/**
 * Longer waits are made of steps. setTimeout counts no time that a machine sleeps, so that a run would be late by the
 * whole night, and past 24.8 days it overflows and fires at once.
 */
export const stepMs = 60_000;

/** This machine's clock, moved by the setting `CLOCK_OFFSET_MS`; throws on an offset that is no whole number. */
export const machineClock = (env: NodeJS.ProcessEnv): TimerClock => {
  const offset = env["CLOCK_OFFSET_MS"] || "0";
  if (!/^-?\d{1,15}$/.test(offset)) throw new Error("CLOCK_OFFSET_MS must be a whole number.");
  return {
    now: () => Date.now() + Number(offset),
    after: (delayMs, task) => {
      const timer = setTimeout(task, delayMs);
      return () => clearTimeout(timer);
    },
  };
};

/** Resolves when the clock says `dueMs`, never before, or when `signal` aborts. */
export const waitUntil = async (clock: TimerClock, dueMs: number, signal: AbortSignal): Promise<void> => {
  // Asked again after each step: a timer may fire a moment early.
  for (let rest = dueMs - clock.now(); rest > 0 && !signal.aborted; rest = dueMs - clock.now()) {
    await step(clock, Math.min(rest, stepMs), signal);
  }
};

const step = (clock: TimerClock, delayMs: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = clock.after(delayMs, end);
    signal.addEventListener("abort", end);
  });

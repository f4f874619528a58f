import type { Timers } from "../application/ports.ts";

/** What waiting here takes. */
export type After = Pick<Timers, "after">;

/** How long one attempt may last, from the look-up of the name to the answer. */
export const ATTEMPT_MS = 15_000;

/** Real time. */
export const REAL_TIME: After = {
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

/** The outcome of `work`, whose signal aborts once an attempt may last no longer; it must end then. */
export const withinAttempt = async <Value>(
  timers: After,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> => {
  const over = new AbortController();
  const cancel = timers.after(ATTEMPT_MS, () => over.abort());
  try {
    return await work(over.signal);
  } finally {
    cancel();
  }
};

/** The outcome of `work`, or a rejection as soon as the signal aborts, for work that cannot be ended. */
export const unlessAborted = <Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });

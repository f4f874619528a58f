import { StoreUnavailable, type Timers } from "./ports.ts";

/**
 * The outcome of `work`, or `StoreUnavailable` once `deadlineMs` have passed, wherever it is waiting then.
 * `work` goes on for as long as it does not ask `isOver`.
 */
export const withinDeadline = <Value>(
  timers: Timers,
  deadlineMs: number,
  work: (isOver: () => boolean) => Promise<Value>,
): Promise<Value> => {
  let isOver = false;
  return new Promise<Value>((resolve, reject) => {
    const cancel = timers.after(deadlineMs, () => {
      isOver = true;
      reject(new StoreUnavailable("Not done within the deadline."));
    });
    work(() => isOver)
      .finally(() => {
        isOver = true;
        cancel();
      })
      .then(resolve, reject);
  });
};

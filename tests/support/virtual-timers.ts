import type { Randomness, Timers } from "../../shared/application/ports.ts";
import { seededRandom } from "../simulation/random.ts";

/** Timers whose time passes only when a test says so, or when nothing else can happen. */
export type VirtualTimers = Timers & {
  /** Lets time pass, running what comes due in its order. */
  readonly pass: (ms: number) => Promise<void>;
  /**
   * The outcome of `work`: runs all that is waiting, and lets time pass to the next timer where nothing is.
   * One at a time; throws where nothing is left that could end the work.
   */
  readonly settle: <Value>(work: Promise<Value>) => Promise<Value>;
};

type Timer = { readonly due: number; readonly task: () => void };

// Not 0, which the memory of the app takes for "no time known".
const START_MS = 1_000;

/** New timers, at a time of their own. */
export const virtualTimers = (): VirtualTimers => {
  let nowMs = START_MS;
  let soon: (() => void)[] = [];
  const timers = new Set<Timer>();

  const next = (): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers) if (first === undefined || timer.due < first.due) first = timer;
    return first;
  };
  const run = (timer: Timer): void => {
    timers.delete(timer);
    nowMs = Math.max(nowMs, timer.due);
    timer.task();
  };
  const runSoon = (): boolean => {
    const tasks = soon;
    soon = [];
    for (const task of tasks) task();
    return tasks.length > 0;
  };
  return {
    monotonicMs: () => nowMs,
    after: (delayMs, task) => {
      const timer = { due: nowMs + delayMs, task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    soon: (task) => soon.push(task),
    pass: async (ms) => {
      const end = nowMs + ms;
      for (let timer = next(); timer !== undefined && timer.due <= end; timer = next()) {
        run(timer);
        await allMicrotasks();
      }
      nowMs = end;
    },
    settle: async (work) => {
      let isOver = false;
      const over = (): void => {
        isOver = true;
      };
      work.then(over, over);
      for (;;) {
        await allMicrotasks();
        if (isOver) return await work;
        if (runSoon()) continue;
        const timer = next();
        if (timer === undefined) throw new Error("Nothing is left to happen, and the work is not done.");
        run(timer);
      }
    },
  };
};

/** Randomness that is the same in every run. */
export const seededRandomness = (seed: number): Randomness => {
  const random = seededRandom(seed);
  const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  let names = 0;
  return {
    uniqueId: () => `name-${seed}-${++names}`,
    base62: (length) => Array.from({ length }, () => base62[random.below(base62.length)]).join(""),
    below: (end) => random.below(Math.max(1, Math.floor(end))),
  };
};

/** Called in a microtask, as after an `await`: Node takes a tick only when no microtask is left. */
const allMicrotasks = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

import type { Random } from "./random.ts";
import { Violation } from "./violation.ts";

/** One thing that happens; nothing else happens until it and all it set off at once are over. */
export type Step = () => void | Promise<void>;

/** Owns time and order: whatever can happen waits here until the seed picks it. */
export type Scheduler = {
  /** Virtual milliseconds. They pass only between steps. */
  readonly now: () => number;
  /** How many steps were taken: the order in which things happened, without ties. */
  readonly step: () => number;
  /** Can happen at once, or any time later. */
  readonly post: (step: Step) => void;
  /** Can happen once `delayMs` have passed, or any time later; the answer cancels it. */
  readonly after: (delayMs: number, step: Step) => () => void;
  /** Takes steps until it is enough, or nothing is left to happen. */
  readonly run: (isEnough: () => boolean) => Promise<void>;
  /** From now on nothing is held up longer than needed. */
  readonly hurry: () => void;
};

type Timer = { readonly due: number; readonly step: Step; isCancelled: boolean };

// A run takes some hundred steps, a big burst some ten thousand; more means that it never ends.
const STEPS_MAX = 400_000;
// What waits can be held up for hours, never for the weeks between two closes.
const STALL_MS_MAX = 6 * 3_600_000;

/** `stallChance`: how often a timer runs out while other things wait; `latencyMs`: the most that a step takes. */
export const createScheduler = (
  random: Random,
  pace: { readonly stallChance: number; readonly latencyMs: number },
): Scheduler => {
  const ready: Step[] = [];
  // Sorted by time, latest first, so that the next one is the last.
  const timers: Timer[] = [];
  let { stallChance, latencyMs } = pace;
  let now = 0;
  let steps = 0;

  const takeReady = (): Step | undefined => {
    const index = random.below(ready.length);
    const step = ready[index];
    const last = ready.pop();
    if (last && index < ready.length) ready[index] = last;
    return step;
  };
  const next = (): Step | undefined => {
    while (timers.at(-1)?.isCancelled) timers.pop();
    const timer = timers.at(-1);
    if (timer === undefined) return takeReady();
    const isDue = timer.due <= now && random.below(ready.length + 1) === 0;
    const isStall = timer.due - now <= STALL_MS_MAX && random.chance(stallChance);
    if (ready.length > 0 && !isDue && !isStall) return takeReady();
    timers.pop();
    now = Math.max(now, timer.due);
    return timer.step;
  };
  return {
    now: () => now,
    step: () => steps,
    post: (step) => ready.push(step),
    after: (delayMs, step) => {
      const timer: Timer = { due: now + delayMs, step, isCancelled: false };
      insert(timers, timer);
      return () => {
        timer.isCancelled = true;
      };
    },
    run: async (isEnough) => {
      while (!isEnough()) {
        const step = next();
        if (step === undefined) return;
        if (++steps > STEPS_MAX) throw new Violation("liveness: the run never ends", { steps });
        if (latencyMs > 0) now += random.below(latencyMs + 1);
        await step();
        await (steps % 8 === 0 ? allRejectionsTold() : allMicrotasks());
      }
    },
    hurry: () => {
      stallChance = 0;
      latencyMs = 0;
    },
  };
};

/**
 * Waits until no promise has anything left to do. Called in a microtask, as here after an `await`, a tick
 * of Node comes only when the queue of microtasks is empty.
 */
const allMicrotasks = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** The same at a higher price, and Node has told of every rejection that nobody handles. */
export const allRejectionsTold = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const insert = (timers: Timer[], timer: Timer): void => {
  let [low, high] = [0, timers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timers[middle]?.due ?? 0) > timer.due) low = middle + 1;
    else high = middle;
  }
  timers.splice(low, 0, timer);
};

import type { Ledger } from "../../shared/application/ledger/ledger.ts";
import type { Randomness, Timers } from "../../shared/application/ports.ts";
import { createFaultyStore } from "./faulty-store.ts";
import type { Stage } from "./stage.ts";

/** One process with the ledger in it, from its start to its death. */
export type Instance = {
  readonly name: string;
  readonly ledger: Ledger;
  readonly isAlive: () => boolean;
  /** Everything in its memory is gone at once; what it sent to the store is not. */
  readonly kill: () => void;
};

// So small that rows and heads are forgotten in the middle of things; and quickly made, as many are.
const ROWS_MAX = [1, 3, 200];
const TENANTS_MAX = 2;

/** A fresh process: empty memory. `onOperation` is told of each store operation that it sends. */
export const startInstance = (
  stage: Stage,
  name: string,
  deadlineMs: number,
  onOperation: (instance: Instance) => void,
): Instance => {
  const { scheduler, subject } = stage;
  let isAlive = true;
  const ifAlive = (task: () => void) => () => {
    if (isAlive) task();
  };
  const timers: Timers = {
    monotonicMs: scheduler.now,
    after: (delayMs, task) => scheduler.after(delayMs, ifAlive(task)),
    soon: (task) => scheduler.post(ifAlive(task)),
  };
  const store = createFaultyStore(stage, {
    name,
    isAlive: () => isAlive,
    onOperation: () => onOperation(instance),
  });
  const heads = subject.createHeads(store, TENANTS_MAX);
  const randomness = randomnessOf(stage, name);
  const rowsMax = stage.random.pick(ROWS_MAX);
  const instance: Instance = {
    name,
    ledger: subject.createLedger({ store, heads, timers, randomness, deadlineMs, rowsMax }),
    isAlive: () => isAlive,
    kill: () => {
      isAlive = false;
    },
  };
  return instance;
};

const randomnessOf = ({ random }: Stage, name: string): Randomness => {
  let ids = 0;
  return {
    uniqueId: () => `${name}-${++ids}`,
    base62: (length) => String(random.below(10)).repeat(length),
    below: random.below,
  };
};

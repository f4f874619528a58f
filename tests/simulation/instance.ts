import type { Grants } from "../../shared/application/grants.ts";
import type { Ledger } from "../../shared/application/ledger/ledger.ts";
import type { Randomness, Timers } from "../../shared/application/ports.ts";
import type { TenantId } from "../../shared/domain/ids.ts";
import { instant, type Period } from "../../shared/domain/period.ts";
import type { Calendar } from "./calendar.ts";
import { createFaultyStore } from "./faulty-store.ts";
import { required } from "./required.ts";
import type { Stage } from "./stage.ts";

/** One process with the ledger and the close in it, from its start to its death. */
export type Instance = {
  readonly name: string;
  readonly ledger: Ledger;
  readonly grants: Grants;
  readonly close: (tenant: TenantId) => Promise<readonly Period[]>;
  /** The time of day by its clock, in epoch milliseconds. */
  readonly nowMs: () => number;
  readonly isAlive: () => boolean;
  /** Everything in its memory is gone at once; what it sent to the store is not. */
  readonly kill: () => void;
};

/** What all instances of a run are started with. */
export type Setup = { readonly deadlineMs: number; readonly calendar: Calendar };

// So small that rows and heads are forgotten in the middle of things; and quickly made, as many are.
const ROWS_MAX = [1, 3, 200];
const TENANTS_MAX = 2;

/** A fresh process: empty memory. `onOperation` is told of each store operation that it sends. */
export const startInstance = (
  stage: Stage,
  name: string,
  { deadlineMs, calendar }: Setup,
  onOperation: (instance: Instance) => void,
): Instance => {
  const { scheduler, subject, trace } = stage;
  const { startsAtMs, skewMsMax, graceHours } = calendar;
  const skewMs = stage.random.below(2 * skewMsMax + 1) - skewMsMax;
  trace.note(() => `${name} starts, its clock ${skewMs} ms off`);
  const nowMs = (): number => startsAtMs + scheduler.now() + skewMs;
  let isAlive = true;
  const ifAlive = (task: () => void) => () => {
    if (isAlive) task();
  };
  const timers: Timers = {
    // Any origin will do, and by this one a bug can be planted that takes it for the time of day.
    monotonicMs: nowMs,
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
  const ports = { store, heads, timers, randomness };
  const grants = subject.createGrants(ports);
  const clock = { now: async () => required(instant(nowMs())) };
  const instance: Instance = {
    name,
    ledger: subject.createLedger({ ...ports, deadlineMs, rowsMax }),
    grants,
    close: (tenant) => subject.closeTenant({ ...ports, grants, clock, graceHours }, tenant),
    nowMs,
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

import type { StoredRow, TableStore } from "../../shared/application/ports.ts";
import { type StoreOwner, transactWithFaults } from "./faulty-transact.ts";
import type { Step } from "./scheduler.ts";
import { shownCells } from "./shown-cells.ts";
import type { BareStage } from "./stage.ts";

// How long an answer takes: no longer than the adapter waits for one before it says `unknown` itself.
const SLOW_MS = [0, 5, 40, 400, 4_000];

/**
 * The store as one instance sees it: every operation is executed in a step of its own and answered in
 * another, and both can go wrong. What was sent is executed even if its sender is dead by then; a dead
 * sender hears no answer.
 */
export const createFaultyStore = (stage: BareStage, owner: StoreOwner): TableStore => {
  const { scheduler, random, faults, table, trace } = stage;
  const deliver = (answer: () => void): void => {
    const ifAlive = (): void => {
      if (owner.isAlive()) answer();
    };
    if (faults.isSlow()) scheduler.after(random.pick(SLOW_MS), ifAlive);
    else scheduler.post(ifAlive);
  };
  // A read can also be held up on its way there, and then finds what was written meanwhile.
  const arrive = (execute: Step): void => {
    if (faults.isSlow()) scheduler.after(random.pick(SLOW_MS), execute);
    else scheduler.post(execute);
  };
  const read = <Value>(what: () => string, execute: () => Promise<Value>): Promise<Value> => {
    owner.onOperation();
    return new Promise((resolve, reject) => {
      arrive(async () => {
        const isLost = faults.isReadLost();
        const found = await execute();
        trace.note(() => `${owner.name} reads ${what()}${isLost ? ", lost" : ""}: ${shown(found)}`);
        if (isLost) deliver(() => reject(new stage.subject.StoreUnavailable("The read was lost.")));
        else deliver(() => resolve(found));
      });
    });
  };
  return {
    get: (name, partition, rowKey) =>
      read(
        () => `${partition} ${rowKey}`,
        () => table.get(name, partition, rowKey),
      ),
    query: (name, partition, from, to, limit) =>
      read(
        () => `${partition} ${from}..${to}`,
        () => table.query(name, partition, from, to, limit),
      ),
    transact: transactWithFaults(stage, owner, deliver),
  };
};

const shown = (found: unknown): string => {
  if (found === undefined) return "none";
  if (Array.isArray(found)) return `${found.length} rows`;
  return shownCells((found as StoredRow).cells);
};

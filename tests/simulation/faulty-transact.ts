import type { Op, TableStore, Transacted } from "../../shared/application/ports.ts";
import { shownCells } from "./shown-cells.ts";
import type { BareStage } from "./stage.ts";

/** Who sends operations to the store. `onOperation` is told of each. */
export type StoreOwner = {
  readonly name: string;
  readonly isAlive: () => boolean;
  readonly onOperation: () => void;
};

type Answer = (outcome: Transacted) => void;
type Execute = (note: string) => Promise<Transacted>;

const UNKNOWN: Transacted = { outcome: "unknown", cause: "The answer was lost." };
const SOON_MS = [0, 5, 40, 400, 4_000];
// When the store gets round to what it was sent: between two tries of one flush, or when the sender is long dead.
const LATE_MS = [...SOON_MS, 20_000, 600_000];

/** `transact` where a transaction can be refused, lost, late or doubled. `deliver` brings the sender its answer. */
export const transactWithFaults =
  (stage: BareStage, owner: StoreOwner, deliver: (answer: () => void) => void): TableStore["transact"] =>
  (name, partition, ops) => {
    const { scheduler, faults, table, trace } = stage;
    owner.onOperation();
    const note = (line: () => string): void => trace.note(() => `${owner.name} ${line()}`);
    const execute: Execute = async (how) => {
      const outcome = await table.transact(name, partition, ops);
      if (outcome.outcome === "conflict") faults.count("conflict");
      note(() => `executes${how} on ${partition} ${shownOps(ops)}: ${shownOutcome(outcome)}`);
      return outcome;
    };
    return new Promise((resolve) => {
      const answer: Answer = (outcome) => deliver(() => resolve(outcome));
      scheduler.post(async () => {
        switch (faults.ofWrite()) {
          case "none":
            return answer(await execute(""));
          case "refused":
            note(() => `is refused ${shownOps(ops)}`);
            return answer(UNKNOWN);
          case "answer-lost":
            await execute(", answer lost,");
            return answer(UNKNOWN);
          case "late":
            note(() => `is told nothing of ${shownOps(ops)}`);
            scheduler.after(stage.random.pick(LATE_MS), async () => void (await execute(" late")));
            return answer(UNKNOWN);
          case "twice":
            return await twice(stage, execute, answer);
        }
      });
    });
  };

/** A duplicate of the request; the sender gets the answer to the one or to the other. */
const twice = async ({ random, scheduler }: BareStage, execute: Execute, answer: Answer): Promise<void> => {
  const first = await execute(", first of two,");
  if (random.chance(0.3)) return answer(await execute(" again at once"));
  const hearsSecond = random.chance(0.5);
  if (!hearsSecond) answer(first);
  scheduler.after(random.pick(hearsSecond ? SOON_MS : LATE_MS), async () => {
    const second = await execute(" again");
    if (hearsSecond) answer(second);
  });
};

const shownOps = (ops: readonly Op[]): string =>
  ops.map((op) => `${op.op} ${op.rowKey}${op.op === "delete" ? "" : shownCells(op.cells)}`).join(", ");

const shownOutcome = (outcome: Transacted): string =>
  outcome.outcome === "conflict" ? `conflict ${outcome.index} ${outcome.code}` : outcome.outcome;

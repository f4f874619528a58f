import type { Followed } from "./commit-checks.ts";
import type { PlannedErasure } from "./erasures.ts";
import { createErrands, type Errand } from "./errands.ts";
import type { Fleet } from "./fleet.ts";
import { required } from "./required.ts";
import type { Actor, Stage } from "./stage.ts";
import { mustHold } from "./violation.ts";
import type { World } from "./world.ts";

/** What an erasure said, and the rows that were there when it was asked for, each with how often it had been purged. */
type Erased = { readonly wasThere: boolean; readonly rows: ReadonlyMap<string, number> };

/** Erases the planned conversations, and checks that nothing of them is left. */
export const createEraser = (
  stage: Stage,
  fleet: Fleet,
  partitions: ReadonlyMap<string, Followed>,
  { erasures, isCalm }: World,
): Actor => {
  const errands = createErrands<Erased>(stage, fleet, isCalm);

  const errandOf = ({ tenant, key }: PlannedErasure): Errand<Erased> => {
    const { rows } = required(partitions.get(tenant));
    const timesOf = (rowKey: string): number => rows.purgedTimes.get(rowKey) ?? 0;
    return {
      shown: () => `erase ${key} of ${tenant}`,
      work: async (instance) => {
        const there = [`c|${key}`, `x|${key}`].filter((rowKey) => rows.all.has(rowKey));
        const known = new Map(there.map((rowKey) => [rowKey, timesOf(rowKey)]));
        return { wasThere: await instance.erase(tenant, key), rows: known };
      },
      check: (erased) => {
        // What was purged meanwhile is gone all the more.
        const kept = [...erased.rows].filter(([rowKey, times]) => timesOf(rowKey) === times);
        const stored = kept.map(([rowKey]) => rows.all.get(rowKey)?.row);
        const facts = () => ({ tenant, key, erased, stored });
        mustHold(erased.wasThere || kept.length === 0, "a conversation that is there is erased", facts);
        mustHold(
          stored.every((row) => row?.isErased),
          "an erasure leaves no row of the conversation",
          facts,
        );
      },
      // A row that many change is given up after a few tries.
      isSure: false,
    };
  };
  return {
    start: () => {
      for (const erasure of erasures) errands.doAfter(erasure.atMs, errandOf(erasure));
    },
    isDone: errands.areDone,
    settle: errands.settle,
  };
};

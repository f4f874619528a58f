import { patchedLedger } from "./patched-ledger.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { PLANTED_BUGS } from "./planted-bugs.ts";
import { runSeed } from "./run.ts";

/** Whether a planted bug was found: after how many seeds, and by which rule. */
type Found = { readonly seeds: number; readonly rule: string } | undefined;

/** Runs seeds from 0 on against a copy of the ledger with the bug in it. */
export const findPlanted = async (bug: PlantedBug): Promise<Found> => {
  const subject = await patchedLedger(bug);
  for (let seed = 0; seed < bug.seedsMax; seed++) {
    const { violation } = await runSeed(subject, seed, false);
    if (violation) return { seeds: seed + 1, rule: violation.rule };
  }
  return undefined;
};

/** Plants every bug, one at a time, and says how it was found; answers whether all were. */
export const findAllPlanted = async (): Promise<boolean> => {
  let areFound = true;
  for (const bug of PLANTED_BUGS) {
    const found = await findPlanted(bug);
    areFound &&= found !== undefined;
    const seeds = found ? `found at seed ${found.seeds - 1}: ${found.rule}` : "NOT FOUND";
    console.log(`${bug.name} (within ${bug.seedsMax} seeds): ${seeds}`);
  }
  return areFound;
};

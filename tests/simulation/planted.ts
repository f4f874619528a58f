import { patchedLedger } from "./patched-ledger.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { PLANTED_BUGS } from "./planted-bugs.ts";
import { runSeed } from "./run.ts";
import { patchedTelling } from "./telling/patched-telling.ts";
import { TELLING_BUGS } from "./telling/planted-telling-bugs.ts";
import { runTellingSeed } from "./telling/run.ts";
import type { Violation } from "./violation.ts";

/** Whether a planted bug was found: after how many seeds, and by which rule. */
type Found = { readonly seeds: number; readonly rule: string } | undefined;
type Run = (seed: number) => Promise<{ readonly violation: Violation | undefined }>;

/** Runs seeds from 0 on against a copy of the ledger with the bug in it. */
export const findPlanted = async (bug: PlantedBug): Promise<Found> => {
  const subject = await patchedLedger(bug);
  return await firstFound(bug, (seed) => runSeed(subject, seed, false));
};

/** The same of what tells of alerts. */
export const findTellingPlanted = async (bug: PlantedBug): Promise<Found> => {
  const subject = await patchedTelling(bug);
  return await firstFound(bug, (seed) => runTellingSeed(subject, seed, false));
};

/** Plants every bug, one at a time, and says how it was found; answers whether all were. */
export const findAllPlanted = async (): Promise<boolean> => {
  const ledger = await findAll(PLANTED_BUGS, findPlanted);
  const telling = await findAll(TELLING_BUGS, findTellingPlanted);
  return ledger && telling;
};

const firstFound = async ({ seedsMax }: PlantedBug, run: Run): Promise<Found> => {
  for (let seed = 0; seed < seedsMax; seed++) {
    const { violation } = await run(seed);
    if (violation) return { seeds: seed + 1, rule: violation.rule };
  }
  return undefined;
};

const findAll = async (
  bugs: readonly PlantedBug[],
  find: (bug: PlantedBug) => Promise<Found>,
): Promise<boolean> => {
  let areFound = true;
  for (const bug of bugs) {
    const found = await find(bug);
    areFound &&= found !== undefined;
    const seeds = found ? `found at seed ${found.seeds - 1}: ${found.rule}` : "NOT FOUND";
    console.log(`${bug.name} (within ${bug.seedsMax} seeds): ${seeds}`);
  }
  return areFound;
};

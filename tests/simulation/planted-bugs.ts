import type { PlantedBug } from "./planted-bug.ts";
import { CLOSE_BUGS } from "./planted-close-bugs.ts";
import { LEDGER_BUGS } from "./planted-ledger-bugs.ts";

/** All bugs that the simulation must find. */
export const PLANTED_BUGS: readonly PlantedBug[] = [...LEDGER_BUGS, ...CLOSE_BUGS];

import type { PlantedBug } from "./planted-bug.ts";
import { CLOSE_BUGS } from "./planted-close-bugs.ts";
import { ERASURE_BUGS } from "./planted-erasure-bugs.ts";
import { LEDGER_BUGS } from "./planted-ledger-bugs.ts";
import { PURGE_BUGS } from "./planted-purge-bugs.ts";
import { SINCE_BUGS } from "./planted-since-bugs.ts";

/** All bugs that the simulation must find. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  ...LEDGER_BUGS,
  ...CLOSE_BUGS,
  ...PURGE_BUGS,
  ...ERASURE_BUGS,
  ...SINCE_BUGS,
];

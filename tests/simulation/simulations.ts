import type { FaultCounts } from "./faults.ts";
import { runSeed } from "./run.ts";
import { SHIPPED } from "./shipped.ts";
import { runTellingSeed } from "./telling/run.ts";
import { SHIPPED_TELLING } from "./telling/subject.ts";
import type { Violation } from "./violation.ts";

/** How the run of one seed of any simulation went. */
export type AnyOutcome = {
  readonly seed: number;
  readonly violation: Violation | undefined;
  readonly steps: number;
  readonly faults: Readonly<FaultCounts>;
  readonly tally: Readonly<Record<string, number>>;
  readonly trace: readonly string[];
};

/** What is simulated, over the code that ships. */
export type Simulation = {
  readonly name: string;
  readonly run: (seed: number, isTraced: boolean) => Promise<AnyOutcome>;
};

/** All simulations: of the count, and of what is told of it. */
export const SIMULATIONS: readonly Simulation[] = [
  { name: "ledger", run: (seed, isTraced) => runSeed(SHIPPED, seed, isTraced) },
  { name: "telling", run: (seed, isTraced) => runTellingSeed(SHIPPED_TELLING, seed, isTraced) },
];

import { parseArgs } from "node:util";
import { FAULT_KINDS, noFaults } from "./faults.ts";
import { findAllPlanted } from "./planted.ts";
import { SIMULATIONS, type Simulation } from "./simulations.ts";

const USAGE = "npm run simulate -- [--only ledger|telling] [--seeds N] [--seed S] [--trace] | --planted";
const TRACE_TAIL = 60;
const TRACE_WIDTH = 300;
const STACK_LINES = 20;

// Most errors of a run are lost answers, whose stacks cost more than many a check and are never looked at.
const UNSEEN_STACKS = 0;

/** Runs seeds one after the other until one breaks a rule; answers whether none did. */
const simulate = async (
  { name, run }: Simulation,
  first: number,
  seeds: number,
  isTraced: boolean,
): Promise<boolean> => {
  if (!isTraced) Error.stackTraceLimit = UNSEEN_STACKS;
  const startedAt = performance.now();
  const faults = noFaults();
  const tally = new Map<string, number>();
  let steps = 0;
  for (let seed = first; seed < first + seeds; seed++) {
    const outcome = await run(seed, isTraced);
    if (isTraced) for (const line of outcome.trace) console.log(line);
    if (outcome.violation) {
      await explain({ name, run }, seed);
      return false;
    }
    steps += outcome.steps;
    for (const kind of FAULT_KINDS) faults[kind] += outcome.faults[kind];
    for (const [what, count] of Object.entries(outcome.tally))
      tally.set(what, (tally.get(what) ?? 0) + count);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const speed = `${seconds.toFixed(1)} s, ${Math.round(seeds / seconds)} seeds/s`;
  const kinds = FAULT_KINDS.map((kind) => `${kind} ${faults[kind]}`).join(", ");
  const stored = [...tally].map(([what, count]) => `${what} ${count}`).join(", ");
  console.log(
    `${name}: ${seeds} seeds from ${first}, 0 violations: ${steps} steps, ${kinds}; ${stored}; ${speed}`,
  );
  return true;
};

/** Runs the seed again, with a trace this time: it happens the very same way. */
const explain = async ({ name, run }: Simulation, seed: number): Promise<void> => {
  Error.stackTraceLimit = STACK_LINES;
  const { trace, violation } = await run(seed, true);
  for (const line of trace.slice(-TRACE_TAIL)) console.log(line.slice(0, TRACE_WIDTH));
  console.log(`${name}: seed ${seed} breaks: ${violation?.rule}`);
  console.log(JSON.stringify(violation?.facts));
  if (violation?.cause instanceof Error) console.log(violation.cause.stack);
  console.log(`All of it: npm run simulate -- --only ${name} --seed ${seed} --trace`);
};

const simulateAll = async (simulations: readonly Simulation[]): Promise<boolean> => {
  let areGood = true;
  for (const simulation of simulations)
    areGood = (await simulate(simulation, first, seeds, values.trace)) && areGood;
  return areGood;
};

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    seeds: { type: "string" },
    seed: { type: "string" },
    trace: { type: "boolean", default: false },
    planted: { type: "boolean", default: false },
  },
});
const first = Number(values.seed ?? 0);
const seeds = Number(values.seeds ?? (values.seed === undefined ? 2_000 : 1));
const chosen = SIMULATIONS.filter(({ name }) => values.only === undefined || values.only === name);
if (!Number.isSafeInteger(first) || !Number.isSafeInteger(seeds) || seeds < 1 || chosen.length === 0) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const isGood = await (values.planted ? findAllPlanted() : simulateAll(chosen));
  process.exitCode = isGood ? 0 : 1;
}

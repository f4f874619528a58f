import { EVALUATED_DAYS, type Score, scoreOf, type Trial, trialsOf } from "./evaluate.ts";
import { KINDS } from "./kinds.ts";

const SEEDS = 1000;
// Apart from the seeds that the method's constants were chosen by, and those of the tests.
const FIRST_SEED = 1_000_000;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const line = (name: string, { trials, error, runRateError, coverage }: Score): string =>
  `| ${[name, String(trials), percent(error), percent(runRateError), percent(coverage)].join(" | ")} |`;

/** Prints the error table: by kind; by day, of the kinds that are forecast on each of them; and of all. */
const printTable = (trials: readonly Trial[]): void => {
  console.log("| series | forecasts | error of p50 | error of the run rate | outcomes within p90 |");
  console.log("|---|---|---|---|---|");
  for (const kind of KINDS) console.log(line(kind, scoreOf(trials.filter((trial) => trial.kind === kind))));
  const everyDay = trials.filter(({ kind }) => kind !== "month-start");
  for (const day of EVALUATED_DAYS)
    console.log(line(`day ${day}`, scoreOf(everyDay.filter((trial) => trial.day === day))));
  console.log(line("all", scoreOf(trials)));
};

printTable(KINDS.flatMap((kind) => trialsOf(kind, FIRST_SEED, SEEDS)));

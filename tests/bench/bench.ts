import { join } from "node:path";
import { parseArgs } from "node:util";
import { faultLine } from "../../infra/local/fault-line.ts";
import { dataFolder } from "../../infra/local/local-settings.ts";
import { alertsBenchmark } from "./alerts.ts";
import { balanceBenchmark } from "./balance.ts";
import { bundleBenchmark } from "./bundle.ts";
import { closeBenchmark } from "./close.ts";
import { httpBenchmark } from "./http.ts";
import { type Benchmark, type Line, lineOf } from "./measurement.ts";
import { newConversationsBenchmark } from "./new-conversations.ts";
import { repeatsBenchmark } from "./repeats.ts";
import { printReport, saveReport } from "./report.ts";

const BENCHMARKS: readonly Benchmark[] = [
  newConversationsBenchmark,
  repeatsBenchmark,
  httpBenchmark,
  bundleBenchmark,
  balanceBenchmark,
  closeBenchmark,
  alertsBenchmark,
];

/**
 * `npm run bench [-- --only <name> --json <file>]`. A missed budget is shown and fails nothing: speeds are
 * the machine's as much as ours. Only a benchmark that cannot be run makes the exit code 1.
 */
const main = async (args: readonly string[]): Promise<void> => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true },
      json: { type: "string", default: join(dataFolder(process.env), "bench.json") },
    },
  });
  const lines: Line[] = [];
  for (const benchmark of chosen(values.only)) {
    console.log(`${benchmark.name} ...`);
    try {
      lines.push(...(await benchmark.run()).map(lineOf));
    } catch (error) {
      console.error(`${benchmark.name} cannot be run.`, error);
      process.exitCode = 1;
    }
  }
  printReport(lines);
  saveReport(values.json, lines);
  console.log(`Saved in ${values.json}`);
};

const chosen = (names: readonly string[] | undefined): readonly Benchmark[] => {
  if (names === undefined) return BENCHMARKS;
  return names.map((wanted) => {
    const found = BENCHMARKS.find(({ name }) => name === wanted);
    if (found) return found;
    throw new Error(`No benchmark "${wanted}": ${BENCHMARKS.map(({ name }) => name).join(", ")}.`);
  });
};

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(faultLine(error));
  process.exitCode = 1;
});

import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { dirname } from "node:path";
import type { Budget, Line, Spread } from "./measurement.ts";

const MACHINE = {
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? "unknown",
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
};

const HEADINGS = ["what", "ours", "other", "ours/other", "min-max", "budget", "within?"];

/** Prints the lines as a table, each as the median of its rounds, and says which budgets are missed. */
export const printReport = (lines: readonly Line[]): void => {
  const { cores, processor, node, platform } = MACHINE;
  console.log(`\nNode ${node} on ${platform}, ${cores} cores of ${processor}\n`);
  const rows = [HEADINGS, ...lines.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    const cells = widths.map((width, column) =>
      column === 0 ? (row[column] ?? "").padEnd(width) : (row[column] ?? "").padStart(width),
    );
    console.log(cells.join("  "));
  }
  const missed = lines.filter(({ isWithin }) => isWithin === false);
  console.log(missed.length === 0 ? "\nEvery budget is kept." : `\n${missed.length} budgets MISSED.`);
};

/** Writes the lines, with the machine that they were measured on. */
export const saveReport = (file: string, lines: readonly Line[]): void => {
  mkdirSync(dirname(file), { recursive: true });
  const report = { at: new Date().toISOString(), machine: MACHINE, lines };
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
};

const cellsOf = ({ name, unit, ours, other, ratio, budget, isWithin }: Line): readonly string[] => {
  const { min, max }: Spread = ratio ?? ours;
  return [
    name,
    `${short(ours.median)} ${unit}`,
    other ? `${short(other.median)} ${unit}` : "",
    ratio ? short(ratio.median) : "",
    `${short(min)}-${short(max)}`,
    budget ? textOf(budget, unit) : "",
    isWithin === undefined ? "" : isWithin ? "yes" : "NO",
  ];
};

const textOf = (budget: Budget, unit: string): string => {
  const bound = "atLeast" in budget ? `>= ${budget.atLeast}` : `<= ${budget.atMost}`;
  return budget.of === "ratio" ? bound : `${bound} ${unit}`;
};

/** Three digits that tell something, and no exponent. */
const short = (value: number): string => (value >= 100 ? value.toFixed(0) : String(+value.toPrecision(3)));

import { readFile } from "node:fs/promises";
import { cruise, type IConfiguration, type ICruiseResult } from "dependency-cruiser";

const ROOTS = ["functions", "shared", "infra"];
// Fewer would mean that the tool did not understand the sources, and passed for that.
const MODULES_MIN = 50;

const config: IConfiguration = JSON.parse(await readFile(".dependency-cruiser.json", "utf8"));
const { forbidden = [], options = {} } = config;
const { output } = await cruise(ROOTS, { ...options, ruleSet: { forbidden }, validate: true });
const { modules, summary } = output as ICruiseResult;

for (const { from, to, rule } of summary.violations) console.error(`${rule.name}: ${from} -> ${to}`);
const own = modules.filter(({ source }) => ROOTS.some((root) => source.startsWith(`${root}/`))).length;
if (own < MODULES_MIN) console.error(`Only ${own} modules were read.`);
console.log(`architecture: ${own} modules, ${summary.violations.length} violations`);
if (summary.violations.length > 0 || own < MODULES_MIN) process.exitCode = 1;

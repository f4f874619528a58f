import { beforeAll, describe, expect, it } from "vitest";
import { findTellingPlanted } from "../planted.ts";
import { TELLING_BUGS } from "./planted-telling-bugs.ts";
import { runTellingSeed } from "./run.ts";
import { SHIPPED_TELLING } from "./subject.ts";

const SEEDS = 150;
// The others take more seeds than there is time for here; `npm run simulate -- --planted` finds them all.
const QUICK_SEEDS = 40;

beforeAll(() => {
  // Most errors of a run are lost answers, whose stacks nobody looks at.
  Error.stackTraceLimit = 0;
});

it("runs a seed the same way each time, step by step", async () => {
  for (const seed of [3, 14]) {
    const one = await runTellingSeed(SHIPPED_TELLING, seed, true);
    const other = await runTellingSeed(SHIPPED_TELLING, seed, true);
    expect(one.trace.length).toBeGreaterThan(10);
    expect(other.trace).toEqual(one.trace);
  }
});

it(`tells each alert once through ${SEEDS} seeds`, async () => {
  for (let seed = 0; seed < SEEDS; seed++) {
    const { violation } = await runTellingSeed(SHIPPED_TELLING, seed, false);
    expect(violation, `seed ${seed}`).toBeUndefined();
  }
});

describe("a planted bug is found", () => {
  const quick = TELLING_BUGS.filter(({ seedsMax }) => seedsMax <= QUICK_SEEDS);

  it.each(quick)("$name, within $seedsMax seeds", async (bug) => {
    expect(await findTellingPlanted(bug)).toBeDefined();
  });
});

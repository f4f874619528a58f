import { describe, expect, it } from "vitest";
import { findPlanted } from "./planted.ts";
import { PLANTED_BUGS } from "./planted-bugs.ts";
import { runSeed } from "./run.ts";
import { SHIPPED } from "./shipped.ts";

const SEEDS = 300;

it("runs a seed the same way each time, step by step", async () => {
  for (const seed of [3, 14, 159]) {
    const [one, other] = [await runSeed(SHIPPED, seed, true), await runSeed(SHIPPED, seed, true)];
    expect(one.trace.length).toBeGreaterThan(10);
    expect(other.trace).toEqual(one.trace);
  }
});

it(`keeps every rule of the reference model through ${SEEDS} seeds`, async () => {
  for (let seed = 0; seed < SEEDS; seed++) {
    const { violation } = await runSeed(SHIPPED, seed, false);
    expect(violation, `seed ${seed}`).toBeUndefined();
  }
});

describe("a planted bug is found", () => {
  it.each(PLANTED_BUGS)("$name, within $seedsMax seeds", async (bug) => {
    expect(await findPlanted(bug)).toBeDefined();
  });
});

import { defineConfig } from "vitest/config";

// No real clock, network or process in unit, property and simulation; the others own a server each.
const project = (name: string, testTimeout: number, globalSetup: readonly string[] = []) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: 120_000,
    globalSetup: [...globalSetup],
  },
});

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    projects: [
      project("unit", 10_000),
      project("property", 60_000),
      project("simulation", 120_000),
      project("contract", 60_000),
      project("e2e", 120_000, ["tests/e2e/global-setup.ts"]),
    ],
  },
});

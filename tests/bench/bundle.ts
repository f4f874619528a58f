import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { withBuiltApp } from "./built-app.ts";
import type { Benchmark } from "./measurement.ts";
import { interleaved, valuesOf } from "./rounds.ts";

const LIBRARY = "@azure/functions";
const LOADS_A_ROUND = 3;
const program = fileURLToPath(new URL("load-time.ts", import.meta.url));
const run = promisify(execFile);

/** What a cold start has to read, and how long it takes, against the library that no app can do without. */
export const bundleBenchmark: Benchmark = {
  name: "bundle",
  run: () =>
    withBuiltApp(async ({ bundle, settings }) => {
      const { size } = await stat(bundle);
      // Nothing is sent to it: the app is loaded, not called.
      const env = { ...process.env, ...settings, AzureWebJobsStorage: "UseDevelopmentStorage=true" };
      const rounds = await interleaved(
        () => loadMs(bundle, env),
        () => loadMs(LIBRARY, env),
      );
      return [
        {
          name: "bundle: size",
          unit: "KB",
          ours: [size / 1000],
          budget: { of: "ours", atMost: 600 },
        },
        {
          name: `bundle: load time, against ${LIBRARY} alone`,
          unit: "ms",
          ...valuesOf(rounds, (ms) => ms),
          budget: { of: "ratio", atMost: 3.5 },
        },
      ];
    }),
};

/** The fastest of a few: what else the machine does can only add to it. */
const loadMs = async (target: string, env: NodeJS.ProcessEnv): Promise<number> => {
  const times: number[] = [];
  for (let load = 0; load < LOADS_A_ROUND; load++) {
    const { stdout } = await run(process.execPath, [program, target], { env });
    times.push(Number(stdout));
  }
  return Math.min(...times);
};

import { fileURLToPath } from "node:url";
import { type HostProcess, startHost } from "../../infra/local/host-process.ts";
import { type Random, seededRandom } from "../simulation/random.ts";
import { type BuiltApp, withBuiltApp } from "./built-app.ts";
import type { Driven } from "./drive.ts";
import { type Send, withHttpClient } from "./http-load.ts";
import { newHttpTenant } from "./http-tenant.ts";
import type { Benchmark, Measurement } from "./measurement.ts";
import { interleaved, ROUNDS_IN_ALL, type Rounds, valuesOf } from "./rounds.ts";
import { withAzurite } from "./with-azurite.ts";
import { withRepeats } from "./workload.ts";

const CONVERSATIONS = 1_000;
const emptyApp = fileURLToPath(new URL("empty-app", import.meta.url));

/** Recording over HTTP, new conversations and repeats, against a function that does nothing on the same host. */
export const httpBenchmark: Benchmark = {
  name: "http",
  run: () =>
    withBuiltApp((app) =>
      withAzurite(({ connectionString }) =>
        withHost(app.folder, { ...app.settings, AzureWebJobsStorage: connectionString }, (ours) =>
          withHost(emptyApp, {}, (empty) => withHttpClient((send) => measure(app, ours, empty, send))),
        ),
      ),
    ),
};

const measure = async (
  { settings }: BuiltApp,
  ours: HostProcess,
  empty: HostProcess,
  send: Send,
): Promise<readonly Measurement[]> => {
  const tenant = await newHttpTenant(ours.url, settings["ADMIN_KEY"] ?? "");
  const [ourRandom, otherRandom] = [seededRandom(1), seededRandom(1)];
  const rounds = await interleaved(
    () => send({ ...tenant, bodies: bodiesOf(ourRandom) }),
    () => send({ url: `${empty.url}/api/empty`, headers: tenant.headers, bodies: bodiesOf(otherRandom) }),
  );
  await tenant.checkCount(CONVERSATIONS * ROUNDS_IN_ALL);
  return measurementsOf(rounds);
};

const measurementsOf = (rounds: Rounds<Driven>): readonly Measurement[] => [
  {
    name: "HTTP record, 64 connections, against an empty function",
    unit: "/s",
    ...valuesOf(rounds, ({ perSecond }) => perSecond),
    budget: { of: "ratio", atLeast: 0.6 },
  },
  { name: "HTTP record: latency, p50", unit: "ms", ...valuesOf(rounds, ({ p50Ms }) => p50Ms) },
  { name: "HTTP record: latency, p99", unit: "ms", ...valuesOf(rounds, ({ p99Ms }) => p99Ms) },
];

/** Without a time, so that it is the time of receipt: the months of the workload may lie ahead. */
const bodiesOf = (random: Random): readonly string[] =>
  withRepeats(CONVERSATIONS, random).map(({ conversationKey, botId, channel }) =>
    JSON.stringify({ conversationId: conversationKey, botId, channel }),
  );

const withHost = async <Value>(
  app: string,
  settings: NodeJS.ProcessEnv,
  work: (host: HostProcess) => Promise<Value>,
): Promise<Value> => {
  const host = await startHost({ app, env: { ...process.env, ...settings } });
  try {
    return await work(host);
  } finally {
    await host.stop();
  }
};

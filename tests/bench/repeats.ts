import type { TableClient } from "@azure/data-tables";
import { type Random, seededRandom } from "../simulation/random.ts";
import { type Driven, drive } from "./drive.ts";
import type { Benchmark, Budget, Measurement } from "./measurement.ts";
import { checkCount, createMeter, type Meter } from "./meter.ts";
import { countingRequests, totalOf } from "./requests.ts";
import { interleaved, type Rounds, valuesOf } from "./rounds.ts";
import { countOf, newCounter, recordUsually } from "./usual-way.ts";
import { openBareTable, withAzurite } from "./with-azurite.ts";
import { REPORTS, withRepeats } from "./workload.ts";

type Load = {
  readonly inFlight: number;
  /** Conversations a round: as many as take a second or two, and the usual way is that much slower. */
  readonly conversations: { readonly ours: number; readonly other: number };
  readonly requestsMax?: number;
};

const LOADS: readonly Load[] = [
  { inFlight: 1, conversations: { ours: 500, other: 100 } },
  { inFlight: 8, conversations: { ours: 2_000, other: 100 }, requestsMax: 35 },
  { inFlight: 64, conversations: { ours: 4_000, other: 50 }, requestsMax: 5 },
  { inFlight: 256, conversations: { ours: 6_000, other: 64 } },
];

type Recorded = Driven & { readonly requestsPer1000: number };

/** Mostly repeats, as channels report them, against the usual way of counting once. */
export const repeatsBenchmark: Benchmark = {
  name: "repeats",
  run: async () => {
    const measurements: Measurement[] = [];
    for (const load of LOADS) measurements.push(...(await measure(load)));
    return measurements;
  },
};

const measure = ({ inFlight, conversations, requestsMax }: Load): Promise<readonly Measurement[]> =>
  withAzurite(async ({ connectionString }) => {
    const meter = createMeter(connectionString);
    const bare = await openBareTable(connectionString);
    const [ourRandom, otherRandom] = [seededRandom(1), seededRandom(1)];
    const rounds = await interleaved(
      () => byLedger(meter, conversations.ours, inFlight, ourRandom),
      () => byUsualWay(bare, conversations.other, inFlight, otherRandom),
    );
    return measurementsOf(inFlight, rounds, requestsMax);
  });

const measurementsOf = (
  inFlight: number,
  rounds: Rounds<Recorded>,
  requestsMax: number | undefined,
): readonly Measurement[] => {
  const name = `75 % repeats, ${inFlight} in flight`;
  const budget: Budget | undefined =
    requestsMax === undefined ? undefined : { of: "ours", atMost: requestsMax };
  return [
    { name, unit: "/s", ...valuesOf(rounds, ({ perSecond }) => perSecond) },
    {
      name: `${name}: storage requests`,
      unit: "per 1000",
      ...valuesOf(rounds, ({ requestsPer1000 }) => requestsPer1000),
      ...(budget && { budget }),
    },
    { name: `${name}: latency, p50`, unit: "ms", ...valuesOf(rounds, ({ p50Ms }) => p50Ms) },
    { name: `${name}: latency, p99`, unit: "ms", ...valuesOf(rounds, ({ p99Ms }) => p99Ms) },
  ];
};

const byLedger = async (
  meter: Meter,
  conversations: number,
  inFlight: number,
  random: Random,
): Promise<Recorded> => {
  const tenant = await meter.newTenant();
  const invocations = withRepeats(conversations, random);
  const recorded = await counted(conversations, () =>
    drive(invocations, inFlight, (invocation) => meter.ledger.record(tenant, invocation)),
  );
  await checkCount(meter, tenant, conversations);
  return recorded;
};

const byUsualWay = async (
  table: TableClient,
  conversations: number,
  inFlight: number,
  random: Random,
): Promise<Recorded> => {
  const partition = await newCounter(table);
  const invocations = withRepeats(conversations, random);
  const recorded = await counted(conversations, () =>
    drive(invocations, inFlight, (invocation) => recordUsually(table, partition, invocation)),
  );
  const sessions = await countOf(table, partition);
  if (sessions !== conversations) throw new Error(`The usual way counted ${sessions} sessions.`);
  return recorded;
};

const counted = async (conversations: number, work: () => Promise<Driven>): Promise<Recorded> => {
  const { value, requests } = await countingRequests(work);
  return { ...value, requestsPer1000: (totalOf(requests) / (conversations * REPORTS)) * 1000 };
};

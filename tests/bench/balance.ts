import type { TableClient } from "@azure/data-tables";
import type { Op } from "../../shared/application/ports.ts";
import { LANES, type Lane, laneKey, laneToCells } from "../../shared/application/rows/lane.ts";
import type { Figure } from "../../shared/domain/figures.ts";
import { grantId, type TenantId } from "../../shared/domain/ids.ts";
import { required } from "../simulation/required.ts";
import { type BareRow, bareRowOf, newPartition } from "./bare-rows.ts";
import { drive } from "./drive.ts";
import type { Benchmark } from "./measurement.ts";
import { createMeter, type Meter } from "./meter.ts";
import { countingRequests } from "./requests.ts";
import { interleaved, valuesOf } from "./rounds.ts";
import { openBareTable, withAzurite } from "./with-azurite.ts";
import { newConversations, PERIOD } from "./workload.ts";

const PER_ROUND = Array.from({ length: 200 }, (_, index) => index);

/** What a balance costs, of a month that many processes have written to. */
export const balanceBenchmark: Benchmark = {
  name: "balance",
  run: () =>
    withAzurite(async ({ connectionString }) => {
      const meter = createMeter(connectionString);
      const tenant = await tenantWithAllLanes(meter);
      const bare = await openBareTable(connectionString);
      const row = await insertOne(bare);
      const rounds = await interleaved(
        () => latencyMs(() => meter.balance(tenant)),
        () => latencyMs(() => bare.getEntity(row.partitionKey, row.rowKey)),
      );
      // The grants are remembered by now: they are read again only after one was put.
      const { requests } = await countingRequests(() => meter.balance(tenant));
      const atMostOne = { of: "ours", atMost: 1 } as const;
      return [
        { name: "balance: queries", unit: "each", ours: [requests.queries], budget: atMostOne },
        { name: "balance: GETs", unit: "each", ours: [requests.gets], budget: atMostOne },
        {
          name: "balance: latency, p50, against a bare GET",
          unit: "ms",
          ...valuesOf(rounds, (ms) => ms),
        },
      ];
    }),
};

const latencyMs = async (work: () => Promise<unknown>): Promise<number> =>
  (await drive(PER_ROUND, 1, work)).p50Ms;

/** Lane 0 is there already; the others and the late one are as a busy month leaves them. */
const tenantWithAllLanes = async ({ newTenant, putGrant, store }: Meter): Promise<TenantId> => {
  const tenant = await newTenant();
  await putGrant(tenant, {
    grantId: required(grantId("chat")),
    kind: "chat",
    quantity: 100,
    from: PERIOD,
  });
  const cells = laneToCells({ figures: busyMonth(), isSealed: false });
  const rowKeys = [...Array.from({ length: LANES - 1 }, (_, index) => index + 1), "late" as const];
  const ops = rowKeys.map((index): Op => ({ op: "create", rowKey: laneKey(PERIOD, index), cells }));
  const { outcome } = await store.transact("Sessions", tenant, ops);
  if (outcome !== "committed") throw new Error("The lanes were not stored.");
  return tenant;
};

const busyMonth = (): Lane["figures"] => {
  const named = (by: "channel" | "bot", count: number): readonly Figure[] =>
    Array.from({ length: count }, (_, index): Figure => `${by}|${by}-number-${index}`);
  const days = Array.from(
    { length: 30 },
    (_, day): Figure => `day|${PERIOD}-${String(day + 1).padStart(2, "0")}`,
  );
  return new Map(
    [...days, ...named("channel", 8), ...named("bot", 16), "sessions" as const].map((figure) => [
      figure,
      1234,
    ]),
  );
};

const insertOne = async (table: TableClient): Promise<BareRow> => {
  const row = bareRowOf(newPartition(), required(newConversations(1)[0]));
  await table.createEntity(row);
  return row;
};

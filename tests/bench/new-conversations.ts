import type { TableClient } from "@azure/data-tables";
import { type BareRow, bareRowOf, newPartition } from "./bare-rows.ts";
import { drive } from "./drive.ts";
import type { Benchmark } from "./measurement.ts";
import { checkCount, createMeter, type Meter } from "./meter.ts";
import { interleaved, valuesOf } from "./rounds.ts";
import { openBareTable, withAzurite } from "./with-azurite.ts";
import { newConversations } from "./workload.ts";

/** The most that a transaction holds. */
const BATCH = 100;
/** Both sides store as many in a round, since Azurite slows down with the size of a partition. */
const PER_ROUND = 6_000;
/** Enough to fill each group commit while others wait for the next. */
const IN_FLIGHT = 512;

/** What a tenant's new conversations cost beyond the inserts that the same SDK makes of the same rows. */
export const newConversationsBenchmark: Benchmark = {
  name: "new-conversations",
  run: () =>
    withAzurite(async ({ connectionString }) => {
      const meter = createMeter(connectionString);
      const bare = await openBareTable(connectionString);
      const rounds = await interleaved(
        () => recorded(meter),
        () => inserted(bare),
      );
      return [
        {
          name: `new conversations, ${IN_FLIGHT} in flight, against bare inserts`,
          unit: "/s",
          ...valuesOf(rounds, (perSecond) => perSecond),
          budget: { of: "ratio", atLeast: 0.75 },
        },
      ];
    }),
};

const recorded = async (meter: Meter): Promise<number> => {
  const tenant = await meter.newTenant();
  const invocations = newConversations(PER_ROUND);
  const record = meter.ledger.record;
  const { perSecond } = await drive(invocations, IN_FLIGHT, (invocation) => record(tenant, invocation));
  await checkCount(meter, tenant, PER_ROUND);
  return perSecond;
};

const inserted = async (table: TableClient): Promise<number> => {
  const partition = newPartition();
  const rows = newConversations(PER_ROUND).map((invocation) => bareRowOf(partition, invocation));
  const insert = (batch: readonly BareRow[]) => table.submitTransaction(batch.map((row) => ["create", row]));
  // One batch at a time, as the ledger sends them: what is compared is the cost of a batch.
  const { perSecond } = await drive(batchesOf(rows), 1, insert);
  return perSecond * BATCH;
};

const batchesOf = (rows: readonly BareRow[]): readonly (readonly BareRow[])[] =>
  Array.from({ length: rows.length / BATCH }, (_, index) => rows.slice(index * BATCH, (index + 1) * BATCH));

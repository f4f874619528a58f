import { RestError, type TableClient } from "@azure/data-tables";
import type { Invocation } from "../../shared/domain/invocation.ts";
import { bareRowOf, newPartition } from "./bare-rows.ts";

const COUNTER = "counter";

/** A partition with a counter that stands at 0. */
export const newCounter = async (table: TableClient): Promise<string> => {
  const partition = newPartition();
  await table.createEntity({ partitionKey: partition, rowKey: COUNTER, sessions: 0 });
  return partition;
};

/**
 * Counts the way that comes to mind first: read the conversation's row; where there is none insert it, then
 * add one to the counter If-Match, again after each 412. Unlike the ledger it loses a session where it dies
 * between the two.
 */
export const recordUsually = async (
  table: TableClient,
  partition: string,
  invocation: Invocation,
): Promise<void> => {
  const row = bareRowOf(partition, invocation);
  if (await isRefused(404, table.getEntity(partition, row.rowKey))) {
    if (await isRefused(409, table.createEntity(row))) return;
    while (await isRefused(412, increment(table, partition)));
  }
};

/** What the counter stands at. */
export const countOf = async (table: TableClient, partition: string): Promise<number> =>
  (await readCounter(table, partition)).sessions;

const increment = async (table: TableClient, partition: string): Promise<unknown> => {
  const { sessions, etag } = await readCounter(table, partition);
  const next = { partitionKey: partition, rowKey: COUNTER, sessions: sessions + 1 };
  return await table.updateEntity(next, "Replace", { etag });
};

const readCounter = (table: TableClient, partition: string) =>
  table.getEntity<{ sessions: number }>(partition, COUNTER);

const isRefused = async (status: number, call: Promise<unknown>): Promise<boolean> => {
  try {
    await call;
    return false;
  } catch (error) {
    if (error instanceof RestError && error.statusCode === status) return true;
    throw error;
  }
};

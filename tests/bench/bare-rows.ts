import type { TableEntity } from "@azure/data-tables";
import type { Cell } from "../../shared/application/ports.ts";
import { rowKeyOf, rowToCells } from "../../shared/application/rows/conversation-row.ts";
import type { Invocation } from "../../shared/domain/invocation.ts";
import { rowOf } from "../../shared/domain/row.ts";
import { RULE_PACK } from "../../shared/domain/rule-pack.ts";

/** A row for the SDK, with the very cells that the meter stores for the invocation. */
export type BareRow = TableEntity<Record<string, Cell>>;

let partitions = 0;

/** A partition that holds nothing yet; its name is as long as a tenant's, since each row repeats it. */
export const newPartition = (): string => `bare-p-${++partitions}`;

/** The row of the invocation's conversation. */
export const bareRowOf = (partitionKey: string, invocation: Invocation): BareRow => {
  const row = rowOf(invocation, RULE_PACK);
  return { partitionKey, rowKey: rowKeyOf(row), ...rowToCells(row, crypto.randomUUID()) };
};

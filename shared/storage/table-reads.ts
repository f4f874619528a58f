import type { TableEntityResult } from "@azure/data-tables";
import { type StoredRow, StoreUnavailable, type TableName } from "../application/ports.ts";
import { faultOf } from "./store-fault.ts";
import { expectList, type Range, rowAsked, rowsAsked } from "./table-answers.ts";
import type { OnTable } from "./tables.ts";

/** The row of these keys, or undefined. Throws `StoreUnavailable`. */
export const getRow = async (
  onTable: OnTable,
  table: TableName,
  partition: string,
  rowKey: string,
): Promise<StoredRow | undefined> => {
  try {
    const entity = await onTable(table, (client, abortSignal) =>
      client.getEntity(partition, rowKey, { abortSignal }),
    );
    return rowAsked(entity, partition, rowKey);
  } catch (error) {
    if (faultOf(error) === "missing") return undefined;
    throw readFault(error);
  }
};

/**
 * The rows of the range, which is what the filter spells, by key. The service may end a page early; each page
 * is an attempt of its own. Throws `StoreUnavailable`.
 */
export const queryRows = async (
  onTable: OnTable,
  table: TableName,
  filter: string,
  range: Range,
): Promise<readonly StoredRow[]> => {
  const entities: TableEntityResult<Record<string, unknown>>[] = [];
  let continuationToken: string | undefined;
  try {
    do {
      const maxPageSize = range.limit - entities.length;
      const settings = { maxPageSize, ...(continuationToken && { continuationToken }) };
      const page = await onTable(table, (client, abortSignal) =>
        client
          .listEntities({ queryOptions: { filter }, abortSignal, onResponse: expectList })
          .byPage(settings)
          .next(),
      );
      if (page.done === true) break;
      entities.push(...page.value);
      const next = page.value.continuationToken;
      if (next !== undefined && next === continuationToken)
        throw new StoreUnavailable("A query goes on where it is.");
      continuationToken = next;
    } while (continuationToken !== undefined && entities.length < range.limit);
    return rowsAsked(entities, range);
  } catch (error) {
    throw readFault(error);
  }
};

/** What a read throws; a table missing again after it was made is an outage too. */
const readFault = (cause: unknown): unknown =>
  faultOf(cause) === "bug" ? cause : new StoreUnavailable("The store cannot be read.", { cause });

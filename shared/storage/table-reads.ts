import { type StoredRow, StoreUnavailable, type TableName } from "../application/ports.ts";
import { faultOf } from "./store-fault.ts";
import { fromEntity } from "./table-entity.ts";
import type { OnTable } from "./tables.ts";

/** The row of these keys, or undefined. Throws `StoreUnavailable`. */
export const getRow = async (
  onTable: OnTable,
  table: TableName,
  partition: string,
  rowKey: string,
): Promise<StoredRow | undefined> => {
  try {
    return fromEntity(
      await onTable(table, (client, abortSignal) => client.getEntity(partition, rowKey, { abortSignal })),
    );
  } catch (error) {
    if (faultOf(error) === "missing") return undefined;
    throw readFault(error);
  }
};

/**
 * Up to `limit` rows that the filter matches, by key. The service may end a page early; each page is an
 * attempt of its own. Throws `StoreUnavailable`.
 */
export const queryRows = async (
  onTable: OnTable,
  table: TableName,
  filter: string,
  limit: number,
): Promise<readonly StoredRow[]> => {
  const rows: StoredRow[] = [];
  let continuationToken: string | undefined;
  try {
    do {
      const settings = { maxPageSize: limit - rows.length, ...(continuationToken && { continuationToken }) };
      const page = await onTable(table, (client, abortSignal) =>
        client.listEntities({ queryOptions: { filter }, abortSignal }).byPage(settings).next(),
      );
      if (page.done === true) break;
      for (const entity of page.value) rows.push(fromEntity(entity));
      continuationToken = page.value.continuationToken;
    } while (continuationToken !== undefined && rows.length < limit);
  } catch (error) {
    throw readFault(error);
  }
  return rows;
};

/** What a read throws; a table missing again after it was made is an outage too. */
const readFault = (cause: unknown): unknown =>
  faultOf(cause) === "bug" ? cause : new StoreUnavailable("The store cannot be read.", { cause });

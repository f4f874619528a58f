import type { StoredRow, TableName, TableStore } from "../ports.ts";

const PAGE = 1000;

/** All rows of a partition whose keys begin with `prefix`, however many, in the order of their keys. */
export const queryAll = async (
  store: TableStore,
  table: TableName,
  partition: string,
  prefix: string,
): Promise<readonly StoredRow[]> => {
  const rows: StoredRow[] = [];
  for (let from = prefix; ; ) {
    const page = await store.query(table, partition, from, `${prefix}~`, PAGE);
    rows.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return rows;
    // A space sorts before every character that a key can hold, so nothing lies in between.
    from = `${last.rowKey} `;
  }
};

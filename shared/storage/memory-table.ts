import type { Cells, ConflictCode, Op, StoredRow, TableStore, Transacted } from "../application/ports.ts";
import { checkKey, checkLimit, checkOps } from "./table-rules.ts";

/** The rows of one partition. `keys` are those of `rows`, sorted, so that a query needs no sorting. */
type Partition = { readonly rows: Map<string, StoredRow>; readonly keys: string[] };

/**
 * A table store in memory, by the same rules as Table Storage. Each call takes effect whole before it
 * returns its promise. Rows are frozen, so they are handed out without a copy. Always available.
 */
export const memoryTable = (): TableStore => {
  const partitions = new Map<string, Partition>();
  let writes = 0;
  // One count for all rows, so an ETag never comes back, not even when a row is deleted and made again.
  const newEtag = (): string => `W/"${++writes}"`;
  const partitionOf = (table: string, partition: string): Partition => {
    // No key holds a `/`.
    const name = `${table}/${partition}`;
    const known = partitions.get(name) ?? { rows: new Map(), keys: [] };
    partitions.set(name, known);
    return known;
  };
  return {
    get: async (table, partition, rowKey) => {
      checkKey(partition);
      checkKey(rowKey);
      return partitionOf(table, partition).rows.get(rowKey);
    },
    query: async (table, partition, from, to, limit) => {
      checkKey(partition);
      checkLimit(limit);
      const { rows, keys } = partitionOf(table, partition);
      const start = placeOf(keys, from);
      const end = Math.min(placeOf(keys, to), start + limit);
      return keys.slice(start, end).flatMap((key) => rows.get(key) ?? []);
    },
    transact: async (table, partition, ops) => {
      checkOps(partition, ops);
      return apply(partitionOf(table, partition), ops, newEtag);
    },
  };
};

const apply = (partition: Partition, ops: readonly Op[], newEtag: () => string): Transacted => {
  for (const [index, op] of ops.entries()) {
    const code = conflictOf(partition.rows.get(op.rowKey), op);
    if (code !== undefined) return { outcome: "conflict", index, code };
  }
  return { outcome: "committed", etags: ops.map((op) => write(partition, op, newEtag)) };
};

const conflictOf = (row: StoredRow | undefined, op: Op): ConflictCode | undefined => {
  if (op.op === "create") return row === undefined ? undefined : "exists";
  if (row === undefined) return "missing";
  return row.etag === op.etag ? undefined : "changed";
};

const write = ({ rows, keys }: Partition, op: Op, newEtag: () => string): string => {
  const { rowKey } = op;
  if (op.op === "delete") {
    rows.delete(rowKey);
    keys.splice(placeOf(keys, rowKey), 1);
    return "";
  }
  const etag = newEtag();
  if (op.op === "create") keys.splice(placeOf(keys, rowKey), 0, rowKey);
  rows.set(rowKey, Object.freeze({ rowKey, etag, cells: frozen(op.cells) }));
  return etag;
};

/** A copy. The wire has no -0. */
const frozen = (cells: Cells): Cells => {
  const copy = { ...cells };
  for (const name in copy) if (copy[name] === 0) copy[name] = 0;
  return Object.freeze(copy);
};

/** Index of the first key that is not below `key`, by UTF-16 code units, as Azurite compares them. */
const placeOf = (keys: readonly string[], key: string): number => {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
};

import type { Cell, Cells, Op } from "../application/ports.ts";

const OPS_MAX = 100;
const ROWS_MAX = 1000;
const CELLS_MAX = 252;
const TEXT_LENGTH_MAX = 32 * 1024;

// Narrower than what Azure allows (all but `/ \ # ?` and control characters, up to 1 KiB). Quotes, braces and
// line separators break batches in the SDK or in Azurite, and Cosmos DB holds 255 bytes. A name that comes
// from outside belongs in a cell, or hashed in a key; this way any test that puts it in a key raw shows it.
const KEY = /^[A-Za-z0-9|_.:~@=,+-]{1,255}$/;
const CELL_NAME = /^[A-Za-z][A-Za-z0-9_]{0,254}$/;
// In the protocol or the SDK these stand for something else (so a cell would be lost), or Cosmos DB refuses them.
const RESERVED_NAMES = new Set(["partitionkey", "rowkey", "timestamp", "etag", "id", "rid", "resourceid"]);
// Not `*`, which would match whatever row is there.
const ETAG = /^W\/"[^"\r\n]*"$/;

/**
 * Throws where a transaction breaks a rule of entity group transactions, keys or cells. That is a bug of
 * ours, never an outcome; the adapters share these rules, so a test on memory shows it too.
 */
export const checkOps = (partition: string, ops: readonly Op[]): void => {
  checkKey(partition);
  if (ops.length < 1 || ops.length > OPS_MAX) throw new Error(`A transaction of ${ops.length} operations.`);
  const rowKeys = new Set<string>();
  for (const op of ops) {
    checkKey(op.rowKey);
    if (rowKeys.has(op.rowKey)) throw new Error(`Row ${op.rowKey} is twice in one transaction.`);
    rowKeys.add(op.rowKey);
    if (op.op !== "delete") checkCells(op.cells);
    if (op.op !== "create" && !isEtag(op.etag)) throw new Error(`${op.etag} is no ETag.`);
  }
};

/** Throws where the text can be no partition or row key. */
export const checkKey = (key: string): void => {
  if (!KEY.test(key)) throw new Error(`${JSON.stringify(key)} cannot be a key.`);
};

/** Throws unless a query can ask for so many rows. Its bounds can be any text, being compared only. */
export const checkLimit = (limit: number): void => {
  if (!Number.isInteger(limit) || limit < 1 || limit > ROWS_MAX) throw new Error(`A limit of ${limit} rows.`);
};

/** Whether it names one version of a row, so not `*`. */
export const isEtag = (etag: unknown): etag is string => typeof etag === "string" && ETAG.test(etag);

const checkCells = (cells: Cells): void => {
  const entries = Object.entries(cells);
  if (entries.length > CELLS_MAX) throw new Error(`A row of ${entries.length} cells.`);
  for (const [name, cell] of entries) {
    if (!CELL_NAME.test(name) || RESERVED_NAMES.has(name.toLowerCase()))
      throw new Error(`${JSON.stringify(name)} cannot name a cell.`);
    if (!isStorable(cell)) throw new Error(`Cell ${name} holds what a table cannot keep.`);
  }
};

const isStorable = (cell: Cell): boolean => {
  if (typeof cell === "number") return Number.isSafeInteger(cell);
  if (typeof cell === "string") return cell.length <= TEXT_LENGTH_MAX && cell.isWellFormed();
  return typeof cell === "boolean";
};

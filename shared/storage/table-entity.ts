import type { TableEntity, TableEntityResult, TransactionAction } from "@azure/data-tables";
import type { Cell, Cells, Op, StoredRow } from "../application/ports.ts";

type Entity = TableEntity<Record<string, Cell | bigint>>;

const INT32_MAX = 2 ** 31 - 1;
const METADATA = new Set(["partitionKey", "rowKey", "etag", "timestamp", "odata.metadata"]);

/** The SDK's action for one operation. The SDK drops a delete's ETag: see `batch-policy.ts`. */
export const toAction = (partitionKey: string, op: Op): TransactionAction => {
  switch (op.op) {
    case "create":
      return ["create", toEntity(partitionKey, op.rowKey, op.cells)];
    case "update":
      return ["update", toEntity(partitionKey, op.rowKey, op.cells), "Replace", { etag: op.etag }];
    case "delete":
      return ["delete", { partitionKey, rowKey: op.rowKey }];
  }
};

/** The row that an entity holds. Throws on a cell of a type that we never write. */
export const fromEntity = (entity: TableEntityResult<Record<string, unknown>>): StoredRow => {
  const cells: Record<string, Cell> = {};
  for (const [name, value] of Object.entries(entity)) {
    if (!METADATA.has(name)) cells[name] = fromValue(name, value);
  }
  return { rowKey: entity.rowKey ?? "", etag: entity.etag, cells };
};

const toEntity = (partitionKey: string, rowKey: string, cells: Cells): Entity => {
  const entity: Entity = { partitionKey, rowKey };
  for (const [name, cell] of Object.entries(cells)) entity[name] = isLarge(cell) ? BigInt(cell) : cell;
  return entity;
};

/** A bare JSON number is an Edm.Int32 to the service; the SDK writes a bigint as Edm.Int64. */
const isLarge = (cell: Cell): cell is number => typeof cell === "number" && Math.abs(cell) > INT32_MAX;

const fromValue = (name: string, value: unknown): Cell => {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  throw new Error(`Cell ${name} is of a type that is never written here.`);
};

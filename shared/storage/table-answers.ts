import type { GetTableEntityOptions, TableEntityResult } from "@azure/data-tables";
import { type StoredRow, StoreUnavailable } from "../application/ports.ts";
import { fromEntity } from "./table-entity.ts";
import { isEtag } from "./table-rules.ts";

/** The rows that a query asks for: up to `limit` of the partition with `from <= rowKey < to`. */
export type Range = {
  readonly partition: string;
  readonly from: string;
  readonly to: string;
  readonly limit: number;
};

type Entity = TableEntityResult<Record<string, unknown>>;
type OnResponse = NonNullable<GetTableEntityOptions["onResponse"]>;

/**
 * Throws `StoreUnavailable` where the answer to a query holds no list, or says that there is more but not where:
 * the SDK takes the one for an empty list and the other for its end, and rows would be missing unseen.
 */
export const expectList: OnResponse = ({ parsedBody, headers }, _, error) => {
  if (error !== undefined) return;
  if (!Array.isArray(parsedBody?.value)) throw notAsked();
  if (headers.has("x-ms-continuation-nextrowkey") && !headers.has("x-ms-continuation-nextpartitionkey"))
    throw notAsked();
};

/** The row that was asked for by its keys; throws `StoreUnavailable` where the entity is another one or none. */
export const rowAsked = (entity: Entity, partition: string, rowKey: string): StoredRow =>
  rowOf(entity, partition, (key) => key === rowKey);

/**
 * The rows that were asked for; throws `StoreUnavailable` where one is outside of the range, or they are too
 * many or not in the order of their keys: a row that came twice would be counted twice.
 */
export const rowsAsked = (entities: readonly Entity[], range: Range): readonly StoredRow[] => {
  if (entities.length > range.limit) throw notAsked();
  let last = "";
  return entities.map((entity) => {
    const row = rowOf(entity, range.partition, (key) => key >= range.from && key < range.to && key > last);
    last = row.rowKey;
    return row;
  });
};

/** The body can be any JSON, whatever the SDK's types say. */
const rowOf = (entity: Entity, partition: string, isAsked: (rowKey: string) => boolean): StoredRow => {
  const { partitionKey, rowKey, etag } = entity;
  if (partitionKey !== partition || typeof rowKey !== "string" || !isAsked(rowKey) || !isEtag(etag))
    throw notAsked();
  return fromEntity(entity);
};

const notAsked = (): StoreUnavailable =>
  new StoreUnavailable("The storage's answer is not what it was asked for.");

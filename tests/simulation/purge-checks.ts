import type { Row } from "../../shared/domain/row.ts";
import type { Tracked } from "./row-checks.ts";
import { isPassed, type StoredPass } from "./stored-pass.ts";
import { mustHold } from "./violation.ts";

/** A transaction that has to do with purging. */
export type Purge = {
  readonly before: StoredPass | undefined;
  /** Where the pass came to; undefined: the position was not written. */
  readonly after: StoredPass | undefined;
  readonly deleted: readonly Row[];
  /** What is left. */
  readonly rows: ReadonlyMap<string, Tracked>;
  readonly lastClosed: string | undefined;
  /** The last month that any clock can hold for purgeable now. */
  readonly lastPurgeable: string;
};

/** A purge deletes nothing too early, passes over nothing, and moves on in the transaction that deletes. */
export const checkPurge = ({ before, after, deleted, rows, lastClosed = "", lastPurgeable }: Purge): void => {
  const facts = () => ({ before, after, deleted, lastClosed, lastPurgeable });
  for (const { period } of deleted) {
    mustHold(period <= lastPurgeable, "a row is deleted only once its retention is over", facts);
    mustHold(period <= lastClosed, "a row is deleted only of a closed month", facts);
  }
  mustHold(after !== undefined || deleted.length === 0, "a purge deletes and moves on at once", facts);
  if (after === undefined) return;
  mustHold(isNext(before, after), "a purge goes on from where it was", facts);
  mustHold(
    deleted.every(({ period }) => period <= after.through),
    "a pass deletes no more than its months",
    facts,
  );
  for (const [rowKey, { row }] of rows)
    mustHold(
      row.period > after.through || !isPassed(after, rowKey),
      "a purge passes over nothing that is due",
      () => ({ rowKey, row, ...facts() }),
    );
};

/** The same pass, further on, with no more months than it had; or another, once it was done and later months are due. */
const isNext = (before: StoredPass | undefined, after: StoredPass): boolean => {
  if (before === undefined) return true;
  if (before.isDone) return after.through > before.through;
  return after.through <= before.through && (after.isDone || after.after > before.after);
};

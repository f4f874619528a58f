import type { Row } from "../../shared/domain/row.ts";
import { mustHold } from "./violation.ts";

/** A conversation's row as it stands, with what it was before. */
export type Tracked = {
  readonly row: Row;
  readonly tx: string | undefined;
  /** All it ever was, oldest first; the last one is `row`. */
  readonly versions: readonly Row[];
};

/** A row that a transaction writes, `before` it and after. */
export type Change = {
  readonly before: Tracked | undefined;
  readonly row: Row;
  readonly tx: string | undefined;
};

/** What no change of a row may do, whoever makes it. */
export const checkChange = (change: Change, isSealed: (month: string) => boolean): void => {
  const { before, row, tx } = change;
  const facts = () => ({ before: before?.row, after: row, txBefore: before?.tx, tx });
  mustHold((row.kind === "counted") === (tx !== undefined), "tx is on counted rows only", facts);
  if (before === undefined) {
    mustHold(
      row.late === isSealed(row.period),
      "a new row is late if and only if its month is sealed",
      facts,
    );
    return;
  }
  mustHold(!isSealed(before.row.period), "no row changes when its month is sealed", facts);
  mustHold(!isSealed(row.period), "no row moves into a sealed month", facts);
  mustHold(!row.late, "no row becomes late", facts);
  mustHold(tx === before.tx, "tx is set once", facts);
  mustHold(row.period <= before.row.period, "a row's period never grows", facts);
  mustHold(row.at <= before.row.at, "a row never gets later", facts);
  if (row.kind === "excluded" || before.row.kind === "excluded") return;
  const { bots } = row;
  mustHold(
    before.row.bots.every((bot) => bots.includes(bot)),
    "bots never shrink",
    facts,
  );
  mustHold(row.escalated || !before.row.escalated, "escalated stays", facts);
};

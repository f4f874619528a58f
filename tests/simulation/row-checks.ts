import type { Row } from "../../shared/domain/row.ts";
import { checkErasure } from "./erasure-checks.ts";
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

/** The months that a row can be put in. */
export type Bounds = {
  readonly isSealed: (month: string) => boolean;
  readonly since: () => string;
  /** The last month that was purged, or an empty text. */
  readonly purgedThrough: () => string;
};

/** What no change of a row may do, whoever makes it. */
export const checkChange = (change: Change, bounds: Bounds): void => {
  const { before, row, tx } = change;
  const facts = () => ({ before: before?.row, after: row, txBefore: before?.tx, tx });
  mustHold((row.kind === "counted") === (tx !== undefined), "tx is on counted rows only", facts);
  mustHold(before === undefined || tx === before.tx, "tx is set once", facts);
  if (before?.row.isErased || row.isErased) checkErasure(before?.row, row);
  else {
    if (before?.row.period !== row.period) checkMonth(row, bounds, facts);
    if (before) checkAmendment(before.row, row, bounds.isSealed, facts);
    else checkNew(row, bounds, facts);
  }
};

const checkNew = ({ late, period }: Row, { isSealed }: Bounds, facts: () => unknown): void =>
  mustHold(late === isSealed(period), "a new row is late if and only if its month is sealed", facts);

const checkMonth = ({ period }: Row, { since, purgedThrough }: Bounds, facts: () => unknown): void => {
  mustHold(period >= since(), "no row is before the first period", facts);
  mustHold(period > purgedThrough(), "no purged conversation is counted again", facts);
};

const checkAmendment = (
  before: Row,
  row: Row,
  isSealed: (month: string) => boolean,
  facts: () => unknown,
): void => {
  mustHold(!isSealed(before.period), "no row changes when its month is sealed", facts);
  mustHold(!isSealed(row.period), "no row moves into a sealed month", facts);
  mustHold(!row.late, "no row becomes late", facts);
  mustHold(row.period <= before.period, "a row's period never grows", facts);
  mustHold(row.at <= before.at, "a row never gets later", facts);
  if (row.kind === "excluded" || before.kind === "excluded") return;
  const { bots } = row;
  mustHold(
    before.bots.every((bot) => bots.includes(bot)),
    "bots never shrink",
    facts,
  );
  mustHold(row.escalated || !before.escalated, "escalated stays", facts);
};

import type { Cells, Op } from "../../shared/application/ports.ts";
import type { Names } from "../../shared/domain/names.ts";
import type { Row } from "../../shared/domain/row.ts";
import { type FlatFigures, figuresOfLane, figuresOfRow, namesOf, rowOfCells } from "./stored-row.ts";
import { mustHold } from "./violation.ts";

/** A conversation's row as it stands, with what it was before. */
export type Tracked = {
  readonly row: Row;
  readonly tx: string | undefined;
  /** All it ever was, oldest first; the last one is `row`. */
  readonly versions: readonly Row[];
};

/** One tenant's partition, followed commit by commit. */
export type Followed = {
  /** Takes a committed transaction, and throws a `Violation` where it leaves something that must never be. */
  readonly commit: (ops: readonly Op[]) => void;
  readonly rows: ReadonlyMap<string, Tracked>;
  readonly names: () => Names;
  /** The sum of all lanes, figure by figure; none that is 0. */
  readonly totals: () => FlatFigures;
};

/** The partition as it is once its head stands. */
export const followPartition = (head: Names): Followed => {
  const rows = new Map<string, Tracked>();
  const lanes = new Map<string, FlatFigures>();
  const totals = new Map<string, number>();
  // Lanes minus rows. Kept up to date figure by figure: recounting all at each commit would take most of a run.
  const drift = new Map<string, number>();
  let names = head;

  const takeRow = (rowKey: string, cells: Cells): void => {
    const before = rows.get(rowKey);
    const row = rowOfCells(rowKey, cells);
    const tx = typeof cells["tx"] === "string" ? cells["tx"] : undefined;
    checkChange(before, row, tx);
    if (before) add(drift, figuresOfRow(before.row), 1);
    add(drift, figuresOfRow(row), -1);
    rows.set(rowKey, { row, tx, versions: [...(before?.versions ?? []), row] });
  };
  const takeLane = (rowKey: string, cells: Cells): void => {
    mustHold(LANE.test(rowKey), "R1: no other rows", () => ({ rowKey }));
    const figures = figuresOfLane(rowKey, cells);
    const before = lanes.get(rowKey) ?? new Map<string, number>();
    for (const sums of [drift, totals]) {
      add(sums, before, -1);
      add(sums, figures, 1);
    }
    lanes.set(rowKey, figures);
  };
  const takeHead = (cells: Cells): void => {
    const after = { bots: namesOf(cells, "bots"), channels: namesOf(cells, "channels") };
    const grew = (list: "bots" | "channels", max: number): boolean =>
      names[list].every((name, index) => after[list][index] === name) && after[list].length <= max;
    mustHold(grew("bots", 64) && grew("channels", 32), "lists of names only grow", () => ({ names, after }));
    names = after;
  };
  const take = (op: Op): void => {
    const { rowKey } = op;
    mustHold(op.op !== "delete", "no row vanishes", () => ({ rowKey }));
    if (op.op === "delete") return;
    if (rowKey === "h") takeHead(op.cells);
    else if (rowKey.startsWith("n|")) takeLane(rowKey, op.cells);
    else takeRow(rowKey, op.cells);
  };
  return {
    commit: (ops) => {
      for (const op of ops) take(op);
      mustHold(drift.size === 0, "invariant: lanes = contributions of the rows", () => ({
        lanesMinusRows: Object.fromEntries(drift),
      }));
    },
    rows,
    names: () => names,
    totals: () => totals,
  };
};

const LANE = /^n\|\d{4}-\d{2}\|(?:0\d|1[0-5]|late)$/;

/** What no change of a row may do, whoever makes it. */
const checkChange = (before: Tracked | undefined, row: Row, tx: string | undefined): void => {
  const facts = () => ({ before: before?.row, after: row, txBefore: before?.tx, tx });
  mustHold((row.kind === "counted") === (tx !== undefined), "tx is on counted rows only", facts);
  if (before === undefined) return;
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

const add = (sums: Map<string, number>, figures: FlatFigures, factor: 1 | -1): void => {
  for (const [figure, count] of figures) {
    const sum = (sums.get(figure) ?? 0) + factor * count;
    if (sum === 0) sums.delete(figure);
    else sums.set(figure, sum);
  }
};

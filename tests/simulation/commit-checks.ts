import type { Cells, Op } from "../../shared/application/ports.ts";
import type { Names } from "../../shared/domain/names.ts";
import { checkClose } from "./close-checks.ts";
import { areSealed, laneOfCells, type TrackedLane } from "./lane-checks.ts";
import { FIRST_MONTH, type Grace } from "./months.ts";
import { checkChange, type Tracked } from "./row-checks.ts";
import { checkGrant, grantOfCells, poolOfGrants, type StoredGrant } from "./stored-grant.ts";
import { checkHead, headOfCells, nextToClose, type StoredHead } from "./stored-head.ts";
import { type FlatFigures, figuresOfRow, rowOfCells } from "./stored-row.ts";
import { checkFigures, type StoredStatement, statementOfCells } from "./stored-statement.ts";
import { addTo } from "./sums.ts";
import { mustHold } from "./violation.ts";

/** One tenant's partition, followed commit by commit. */
export type Followed = {
  /** Takes a committed transaction, and throws a `Violation` where it leaves something that must never be. */
  readonly commit: (ops: readonly Op[]) => void;
  readonly rows: ReadonlyMap<string, Tracked>;
  readonly names: () => Names;
  /** The sum of all lanes, figure by figure; none that is 0. */
  readonly totals: () => FlatFigures;
  /** All that each grant ever was, oldest first. */
  readonly grants: ReadonlyMap<string, readonly StoredGrant[]>;
  readonly lastClosed: () => string | undefined;
  /** The step in which the month was sealed; infinite while it is open. */
  readonly sealedAt: (month: string) => number;
  /** How many months are closed. */
  readonly closed: () => number;
  /** Checks all statements against the rows and the grants as they are now. */
  readonly checkStatements: () => void;
};

/** Whose partition it is, when its months may be closed, and the step that is being taken. */
export type Terms = { readonly tenant: string; readonly grace: Grace; readonly step: () => number };

/** The partition as it is once its head stands. */
export const followPartition = (headCells: Cells, { tenant, grace, step }: Terms): Followed => {
  const rows = new Map<string, Tracked>();
  const lanes = new Map<string, TrackedLane>();
  const grants = new Map<string, readonly StoredGrant[]>();
  const statements = new Map<string, StoredStatement>();
  const seals = new Map<string, number>();
  const totals = new Map<string, number>();
  // Lanes minus rows. Kept up to date figure by figure: recounting all at each commit would take most of a run.
  const drift = new Map<string, number>();
  let head = headOfCells(headCells);
  let touched = nothing();
  const isSealed = (month: string): boolean => seals.has(month);

  const takeRow = (rowKey: string, cells: Cells): void => {
    const before = rows.get(rowKey);
    const row = rowOfCells(rowKey, cells);
    const tx = typeof cells["tx"] === "string" ? cells["tx"] : undefined;
    checkChange({ before, row, tx }, isSealed);
    if (before) addTo(drift, figuresOfRow(before.row), 1);
    addTo(drift, figuresOfRow(row), -1);
    rows.set(rowKey, { row, tx, versions: [...(before?.versions ?? []), row] });
  };
  const takeLane = (rowKey: string, cells: Cells): void => {
    const before = lanes.get(rowKey)?.figures ?? new Map<string, number>();
    const lane = laneOfCells(rowKey, cells, isSealed);
    for (const sums of [drift, totals]) {
      addTo(sums, before, -1);
      addTo(sums, lane.figures, 1);
    }
    lanes.set(rowKey, lane);
    if (lane.isSealed) touched.sealed.add(rowKey.slice(2, 9));
  };
  const takeGrant = (rowKey: string, cells: Cells): void => {
    const grant = grantOfCells(rowKey, cells);
    const versions = grants.get(grant.grantId) ?? [];
    checkGrant(versions.at(-1), grant);
    grants.set(grant.grantId, [...versions, grant]);
    touched.grants++;
  };
  const takeStatement = (rowKey: string, cells: Cells): void => {
    const month = rowKey.slice(2);
    mustHold(!statements.has(month), "R10: a statement never changes", () => ({ rowKey, cells }));
    statements.set(month, statementOfCells(cells));
    touched.stated.push(month);
  };
  const takeHead = (_: string, cells: Cells): void => {
    touched.head = headOfCells(cells);
  };
  const anything = (): void => undefined;
  const takers: Readonly<Record<string, (rowKey: string, cells: Cells) => void>> = {
    c: takeRow,
    x: takeRow,
    n: takeLane,
    g: takeGrant,
    s: takeStatement,
    h: takeHead,
    a: anything,
    p: anything,
  };
  const take = (op: Op): void => {
    const { rowKey } = op;
    mustHold(op.op !== "delete", "no row vanishes", () => ({ rowKey }));
    const taker = takers[prefixOf(rowKey)];
    mustHold(taker !== undefined, "R1: no other rows", () => ({ rowKey }));
    if (op.op !== "delete") taker?.(rowKey, op.cells);
  };
  /** What concerns the transaction as a whole. */
  const checkWhole = ({ head: after = head, sealed, stated, grants: puts }: Touched): void => {
    const before = head;
    head = after;
    if (after !== before || puts > 0) checkHead(before, after, puts);
    if (puts > 0) checkStatements();
    if (stated.length + sealed.size === 0 && after.lastClosed === before.lastClosed) return;
    const month = nextToClose(before, FIRST_MONTH);
    checkClose({
      ...{ tenant, month, grace, stated, sealed: [...sealed], lastClosed: after.lastClosed },
      areLanesSealed: areSealed(lanes, month),
      statement: statements.get(month),
      previous: before.lastClosed === undefined ? undefined : statements.get(before.lastClosed),
      recount: recountOf(rows, month),
      pool: poolAt(month),
    });
    seals.set(month, step());
  };
  const poolAt = (month: string) =>
    poolOfGrants(
      [...grants.values()].flatMap((versions) => versions.at(-1) ?? []),
      month,
    );
  const checkStatements = (): void => {
    for (const [month, statement] of statements)
      checkFigures(statement, recountOf(rows, month), poolAt(month));
  };
  return {
    commit: (ops) => {
      touched = nothing();
      for (const op of ops) take(op);
      checkWhole(touched);
      mustHold(drift.size === 0, "invariant: lanes = contributions of the rows", () => ({
        lanesMinusRows: Object.fromEntries(drift),
      }));
    },
    rows,
    names: () => head.names,
    totals: () => totals,
    grants,
    lastClosed: () => head.lastClosed,
    sealedAt: (month) => seals.get(month) ?? Number.POSITIVE_INFINITY,
    closed: () => statements.size,
    checkStatements,
  };
};

/** What one transaction has to do with closes and grants. */
type Touched = {
  head: StoredHead | undefined;
  readonly sealed: Set<string>;
  readonly stated: string[];
  grants: number;
};

const nothing = (): Touched => ({ head: undefined, sealed: new Set(), stated: [], grants: 0 });

const prefixOf = (rowKey: string): string => (rowKey[1] === "|" ? rowKey.slice(0, 1) : rowKey);

/** A month's figures by its rows, without those that are late. */
const recountOf = (rows: ReadonlyMap<string, Tracked>, month: string): FlatFigures => {
  const sums = new Map<string, number>();
  for (const { row } of rows.values())
    if (row.period === month && !row.late) addTo(sums, figuresOfRow(row), 1);
  return sums;
};

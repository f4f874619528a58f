import type { Cells, Op } from "../../shared/application/ports.ts";
import type { Names } from "../../shared/domain/names.ts";
import { checkClose } from "./close-checks.ts";
import { type FollowedAccounts, followAccounts } from "./followed-accounts.ts";
import { type FollowedLanes, followLanes } from "./followed-lanes.ts";
import { type FollowedRows, followRows } from "./followed-rows.ts";
import { lastPurgeableAt } from "./months.ts";
import { checkPurge } from "./purge-checks.ts";
import type { StoredGrant } from "./stored-grant.ts";
import { checkHead, headOfCells, nextToClose, type StoredHead } from "./stored-head.ts";
import { passOfCells, type StoredPass } from "./stored-pass.ts";
import type { FlatFigures } from "./stored-row.ts";
import { nothingTouched, type Touched } from "./touched.ts";
import { mustHold } from "./violation.ts";

/** One tenant's partition, followed commit by commit. */
export type Followed = {
  /** Takes a committed transaction, and throws a `Violation` where it leaves something that must never be. */
  readonly commit: (ops: readonly Op[]) => void;
  readonly rows: FollowedRows;
  readonly head: () => Pick<StoredHead, "since" | "sinceSetAtMs" | "lastClosed">;
  readonly names: () => Names;
  /** The sum of all lanes, figure by figure; none that is 0. */
  readonly totals: () => FlatFigures;
  /** All that each grant ever was, oldest first. */
  readonly grants: ReadonlyMap<string, readonly StoredGrant[]>;
  /** The step in which the month was sealed; infinite while it is open. */
  readonly sealedAt: (month: string) => number;
  /** How many months are closed. */
  readonly closed: () => number;
  /** How often the first period was moved. */
  readonly sinceMoves: () => number;
  /** Checks all statements against the rows and the grants as they are now. */
  readonly checkStatements: () => void;
};

/** Whose partition it is, what its months keep to, and the step that is being taken. */
export type Terms = {
  readonly tenant: string;
  readonly graceHours: number;
  readonly retentionMonths: number;
  readonly step: () => number;
  /** The latest time that any instance's clock can tell. */
  readonly latestMs: () => number;
};

/** The partition as it is once its head stands. */
export const followPartition = (headCells: Cells, terms: Terms): Followed => {
  const seals = new Map<string, number>();
  // Lanes minus rows. Kept up to date figure by figure: recounting all at each commit would take most of a run.
  const drift = new Map<string, number>();
  let head = headOfCells(headCells);
  let pass: StoredPass | undefined;
  let purgedThrough = "";
  let sinceMoves = 0;
  const isSealed = (month: string): boolean => seals.has(month);
  const lanes = followLanes(drift, isSealed);
  const rows = followRows(drift, {
    isSealed,
    since: () => head.since,
    purgedThrough: () => purgedThrough,
  });
  const accounts = followAccounts(rows.recount);
  const take = takerOf(rows, lanes, accounts);

  const checkHeadOf = (before: StoredHead, grants: number): void => {
    if (head !== before || grants > 0) checkHead(before, head, grants);
    if (head.since !== before.since) sinceMoves++;
  };
  const checkCloseOf = (before: StoredHead, { stated, sealed }: Touched): void => {
    if (stated.length + sealed.size === 0 && head.lastClosed === before.lastClosed) return;
    const month = nextToClose(before);
    const { statements, poolAt } = accounts;
    checkClose({
      ...{ tenant: terms.tenant, month, stated, sealed: [...sealed], lastClosed: head.lastClosed },
      grace: { graceHours: terms.graceHours, sinceSetAtMs: before.sinceSetAtMs },
      areLanesSealed: lanes.areSealed(month),
      statement: statements.get(month),
      previous: before.lastClosed === undefined ? undefined : statements.get(before.lastClosed),
      recount: rows.recount(month),
      pool: poolAt(month),
    });
    seals.set(month, terms.step());
  };
  const checkPurgeOf = ({ pass: after, purged: deleted }: Touched): void => {
    if (after === undefined && deleted.length === 0) return;
    const { lastClosed } = head;
    const lastPurgeable = lastPurgeableAt(terms.latestMs(), terms.retentionMonths);
    checkPurge({ before: pass, after, deleted, rows: rows.all, lastClosed, lastPurgeable });
    pass = after;
    if (after && after.through > purgedThrough) purgedThrough = after.through;
  };
  return {
    commit: (ops) => {
      const touched = nothingTouched();
      for (const op of ops) take(op, touched);
      const before = head;
      head = touched.head ?? head;
      checkHeadOf(before, touched.grants);
      if (touched.grants > 0) accounts.check();
      checkCloseOf(before, touched);
      checkPurgeOf(touched);
      mustHold(drift.size === 0, "invariant: lanes = contributions of the rows", () => ({
        lanesMinusRows: Object.fromEntries(drift),
      }));
    },
    rows,
    head: () => head,
    names: () => head.names,
    totals: () => lanes.totals,
    grants: accounts.grants,
    sealedAt: (month) => seals.get(month) ?? Number.POSITIVE_INFINITY,
    closed: () => accounts.statements.size,
    sinceMoves: () => sinceMoves,
    checkStatements: accounts.check,
  };
};

type Take = (op: Op, touched: Touched) => void;
type TakeCells = (rowKey: string, cells: Cells, touched: Touched) => void;

/** What takes one operation of a transaction, and tells what it touched. */
const takerOf = (rows: FollowedRows, lanes: FollowedLanes, accounts: FollowedAccounts): Take => {
  const takers: Readonly<Record<string, TakeCells>> = {
    c: rows.put,
    x: rows.put,
    n: (rowKey, cells, touched) => {
      if (lanes.put(rowKey, cells)) touched.sealed.add(rowKey.slice(2, 9));
    },
    g: (rowKey, cells, touched) => {
      accounts.putGrant(rowKey, cells);
      touched.grants++;
    },
    s: (rowKey, cells, touched) => void touched.stated.push(accounts.putStatement(rowKey, cells)),
    h: (_, cells, touched) => {
      touched.head = headOfCells(cells);
    },
    a: () => undefined,
    p: (_, cells, touched) => {
      touched.pass = passOfCells(cells);
    },
  };
  return (op, touched) => {
    const { rowKey } = op;
    if (op.op === "delete") touched.purged.push(rows.purge(rowKey));
    else {
      const taker = takers[prefixOf(rowKey)];
      mustHold(taker !== undefined, "R1: no other rows", () => ({ rowKey }));
      taker?.(rowKey, op.cells, touched);
    }
  };
};

const prefixOf = (rowKey: string): string => (rowKey[1] === "|" ? rowKey.slice(0, 1) : rowKey);

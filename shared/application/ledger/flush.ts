import { decide } from "../../domain/decision.ts";
import type { TenantId } from "../../domain/ids.ts";
import { awaitAll } from "../await-all.ts";
import { backOff } from "../back-off.ts";
import {
  type Randomness,
  StoreUnavailable,
  type TableStore,
  type Timers,
  type Transacted,
} from "../ports.ts";
import { rowFromStored, type VersionedRow } from "../rows/conversation-row.ts";
import type { Entry } from "./entry.ts";
import type { Lanes } from "./lanes.ts";
import { type KnownRows, operationsOf, type Plan, planOf, txOf } from "./plan.ts";
import type { RowCache } from "./row-cache.ts";

/** What a flush works with: one tenant's, in one process. */
export type FlushContext = {
  readonly tenant: TenantId;
  readonly store: TableStore;
  readonly timers: Timers;
  readonly randomness: Randomness;
  readonly lanes: Lanes;
  readonly rows: RowCache;
};

/**
 * One group commit: stores the entries in one transaction and answers them, trying again after every
 * failure until each is answered or past its deadline. Gives back what did not fit.
 *
 * After any failed write, a conflict too, the rows are read again and joined again: the transaction may
 * have been committed, or an earlier copy of it, or another process may have come first. What a join then
 * leaves unchanged is stored, and is acknowledged; only `tx` tells whose it is. Nothing is acknowledged
 * before that, so a crash at any await loses only answers, and the senders' retries find the rows.
 */
export const flush = async (context: FlushContext, all: readonly Entry[]): Promise<readonly Entry[]> => {
  const ours = new Set<string>();
  const rows = new Map(context.rows.allOf(all));
  let hasFailed = false;
  for (let attempt = 0; ; attempt++) {
    await backOff(context, attempt);
    const entries = all.filter((entry) => !entry.isOver());
    if (entries.length === 0) return [];
    try {
      if (hasFailed) await readMissing(context, entries, rows);
      const lanes = await context.lanes.of(periodsOf(entries, rows));
      const plan = planOf(entries, rows, lanes, context.lanes.isSealed);
      const tx = context.randomness.uniqueId();
      ours.add(tx);
      const written = await write(context, plan, tx);
      if (written !== undefined) {
        answer(plan, new Map([...rows, ...written]), ours);
        return plan.rest;
      }
      hasFailed = true;
      rows.clear();
    } catch (cause) {
      if (!(cause instanceof StoreUnavailable)) throw cause;
    }
  }
};

/** The rows as the transaction left them, or undefined where it failed: then all it touched is forgotten. */
const write = async (context: FlushContext, plan: Plan, tx: string): Promise<KnownRows | undefined> => {
  const operations = operationsOf(plan, tx);
  if (operations.length === 0) return new Map();
  const outcome = await context.store.transact("Sessions", context.tenant, operations);
  if (outcome.outcome === "committed") return keep(context, plan, tx, outcome.etags);
  context.lanes.forget(plan.lanes.map((lane) => lane.period));
  context.rows.forget(plan.writes.keys());
  if (isOnLane(outcome, plan)) context.lanes.hop();
  return undefined;
};

const isOnLane = (outcome: Transacted, plan: Plan): boolean =>
  outcome.outcome === "conflict" && outcome.index >= plan.writes.size;

const keep = ({ lanes, rows }: FlushContext, plan: Plan, tx: string, etags: readonly string[]): KnownRows => {
  const written = new Map<string, VersionedRow>();
  for (const [index, [rowKey, { stored, after }]] of [...plan.writes].entries()) {
    const mark = stored ? stored.tx : txOf(after, tx);
    written.set(rowKey, {
      row: after,
      etag: etags[index] ?? "",
      ...(mark === undefined ? {} : { tx: mark }),
    });
  }
  rows.keep(written);
  lanes.keep(plan.lanes.map((lane, index) => ({ ...lane, etag: etags[plan.writes.size + index] })));
  return written;
};

/** At most one answer says that a session was counted: the first entry of a row that this flush created. */
const answer = (plan: Plan, rows: KnownRows, ours: ReadonlySet<string>): void => {
  const seen = new Set<string>();
  for (const { entry, before } of plan.folded) {
    const stored = rows.get(entry.rowKey);
    if (stored === undefined) throw new Error("A row was folded and not stored.");
    const isFirst = !seen.has(entry.rowKey) && stored.tx !== undefined && ours.has(stored.tx);
    seen.add(entry.rowKey);
    entry.answer(decide(before, stored.row, entry.incoming, isFirst));
  }
};

/**
 * Reads the entries' rows that `known` lacks, and puts each there as it comes. Where a read fails, the next
 * try asks only for what is still missing: to ask for all again makes a few failed reads an outage.
 */
const readMissing = async (
  { store, tenant, rows }: FlushContext,
  entries: readonly Entry[],
  known: Map<string, VersionedRow | undefined>,
): Promise<void> => {
  const read = async (rowKey: string): Promise<void> => {
    const stored = await store.get("Sessions", tenant, rowKey);
    known.set(rowKey, stored && rowFromStored(stored));
  };
  const rowKeys = new Set(entries.map((entry) => entry.rowKey));
  await awaitAll([...rowKeys].filter((rowKey) => !known.has(rowKey)).map(read));
  rows.keep(known);
};

const periodsOf = (entries: readonly Entry[], rows: KnownRows) =>
  entries.flatMap(({ incoming, rowKey }) => {
    const stored = rows.get(rowKey);
    return stored ? [incoming.period, stored.row.period] : [incoming.period];
  });

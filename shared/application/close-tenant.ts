import { closedAlert } from "../domain/alert.ts";
import { dueToClose } from "../domain/close.ts";
import { sumOf } from "../domain/figures.ts";
import type { TenantId } from "../domain/ids.ts";
import type { Period } from "../domain/period.ts";
import { poolOf } from "../domain/pool.ts";
import { RULE_PACK } from "../domain/rule-pack.ts";
import { accountOf } from "../domain/statement.ts";
import type { Grants } from "./grants.ts";
import type { Heads } from "./heads.ts";
import type { Clock, Op, Randomness, TableStore, Timers } from "./ports.ts";
import { alertKey, alertToCells } from "./rows/alert-row.ts";
import { emptyLane, LANES, type Lane, laneKey, laneToCells, readStoredLanes } from "./rows/lane.ts";
import { type Try, untilSettled } from "./rows/settle.ts";
import { putOp } from "./rows/single-row.ts";
import { hashOf, readStatementRow, statementKey, statementToCells } from "./rows/statement-row.ts";

/** What a close stands on. */
export type ClosePorts = {
  readonly store: TableStore;
  readonly heads: Heads;
  readonly grants: Grants;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomness: Randomness;
  /** How long after its end a month stays open. */
  readonly graceHours: number;
};

// Writers of the month can win every try, in an import of its past: the run then fails for this tenant, and the next
// one tries again.
const ATTEMPTS_MAX = 20;

/**
 * Closes the tenant's months that are due, the oldest first, each in one transaction: all lanes are
 * sealed, the statement and the alert that tells of it are made, the head moves on. Nothing is set to zero: a new month is a new key,
 * so there is no moment at which a count could be lost.
 * Safe with many closers and writers at once: every lane and the head are held by their ETags, so a
 * session is either in the statement or finds its lane sealed. Dying anywhere leaves a month closed or
 * open, and the next run goes on from there. `onClosed` hears of each at once, whatever becomes of the next.
 */
export const closeTenant = async (
  ports: ClosePorts,
  tenant: TenantId,
  onClosed: (period: Period) => void = () => undefined,
): Promise<readonly Period[]> => {
  const closed: Period[] = [];
  for (;;) {
    const period = await untilSettled(ports, () => tryClose(ports, tenant), ATTEMPTS_MAX);
    if (period === undefined) return closed;
    closed.push(period);
    onClosed(period);
  }
};

const tryClose = async (ports: ClosePorts, tenant: TenantId): Promise<Try<Period | undefined>> => {
  const { store, heads, grants, clock, graceHours } = ports;
  const [found, now] = await Promise.all([heads.read(tenant), clock.now()]);
  const period = found && dueToClose(found.head, now, graceHours);
  if (found === undefined || period === undefined) return { settled: undefined };
  const [all, previousHash] = await Promise.all([
    grants.at(tenant, found),
    previousHashOf(store, tenant, found.head.lastClosed),
  ]);
  // Read last: the less time there is until the seal, the fewer writers come in between.
  const lanes = await readLanes(store, tenant, period);
  const account = accountOf({
    tenantId: tenant,
    period,
    pool: poolOf(all, period, RULE_PACK),
    figures: sumOf(lanes.map((lane) => lane.figures)),
    pack: RULE_PACK.id,
    graceHours,
    closedAt: now,
    previousHash,
  });
  const statement = { ...account, hash: hashOf(account) };
  const alert = closedAlert(statement, now);
  const ops: readonly Op[] = [
    ...lanes.map(sealed),
    { op: "create", rowKey: statementKey(period), cells: statementToCells(statement) },
    { op: "create", rowKey: alertKey(alert), cells: alertToCells(alert) },
  ];
  const outcome = await heads.change(tenant, found, { ...found.head, lastClosed: period }, ops);
  // Asked here, since the next try would find the month closed and take it for another closer's.
  const isClosed =
    outcome.outcome === "unknown" && (await readStatementRow(store, tenant, period)) !== undefined;
  return isClosed ? { settled: period } : { outcome, value: period };
};

/** All lanes that a month can have; one that is not there yet is sealed too, or a writer could still make it. */
const readLanes = async (store: TableStore, tenant: TenantId, period: Period): Promise<readonly Lane[]> => {
  const known = new Map((await readStoredLanes(store, tenant, period)).map((lane) => [lane.rowKey, lane]));
  return Array.from({ length: LANES }, (_, index) => {
    const rowKey = laneKey(period, index);
    return known.get(rowKey) ?? emptyLane(period, rowKey);
  });
};

const sealed = (lane: Lane): Op => putOp(lane.rowKey, laneToCells({ ...lane, isSealed: true }), lane.etag);

/** Throws where the statement before is not there: a new chain would begin without a word, and for ever. */
const previousHashOf = async (
  store: TableStore,
  tenant: TenantId,
  lastClosed: Period | undefined,
): Promise<string | null> => {
  if (lastClosed === undefined) return null;
  const previous = await readStatementRow(store, tenant, lastClosed);
  if (previous === undefined) throw new Error("The statement of the last closed month is missing.");
  return previous.hash;
};

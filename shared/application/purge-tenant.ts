import type { TenantId } from "../domain/ids.ts";
import type { Period } from "../domain/period.ts";
import { purgeableThrough } from "../domain/purge.ts";
import type { Heads } from "./heads.ts";
import type { Clock, Op, StoredRow, TableStore, WritePorts } from "./ports.ts";
import { periodOfStored } from "./rows/conversation-row.ts";
import { PURGE_KEY, type PurgePass, purgePassFromStored, purgePassToCells } from "./rows/purge-pass.ts";
import { type Try, untilSettled } from "./rows/settle.ts";
import { putOp } from "./rows/single-row.ts";

/** What a purge stands on. */
export type PurgePorts = WritePorts & {
  readonly heads: Heads;
  readonly clock: Clock;
  readonly retentionMonths: number;
};

const PAGES_MAX = 20;
const PAGE = 1000;
// With the position, the most that a transaction can hold.
const DELETES_MAX = 99;
// The kinds of a conversation's rows one after the other; a `~` sorts after every character of a key.
const FIRST = "c|";
const SECOND = "x|";

/**
 * Deletes the tenant's conversations whose retention is over, a bounded step at a time: at most 20 pages of
 * rows, or until `isOver`. Gives the number of rows deleted. Totals and statements are not touched.
 * The position moves on in the very transaction that deletes, so dying anywhere loses nothing and the next
 * step goes on from there; when a pass is done, the next begins when another month is due.
 */
export const purgeTenant = async (
  ports: PurgePorts,
  tenant: TenantId,
  isOver: () => boolean,
): Promise<number> => {
  const [found, now] = await Promise.all([ports.heads.get(tenant), ports.clock.now()]);
  const through = found && purgeableThrough(found.head, now, ports.retentionMonths);
  if (through === undefined) return 0;
  let deleted = 0;
  for (let pages = 0; pages < PAGES_MAX && !isOver(); pages++) {
    if (pages === 0) await untilSettled(ports, () => tryToTell(ports, tenant, through));
    const hasMore = await untilSettled(ports, () =>
      tryPage(ports.store, tenant, through, (rows) => {
        deleted += rows;
      }),
    );
    if (!hasMore) break;
  }
  return deleted;
};

/**
 * Tells of the purge in the head before anything is deleted: what is reported of these months is refused from then
 * on, also where the retention is made longer afterwards.
 */
const tryToTell = async ({ heads }: PurgePorts, tenant: TenantId, through: Period): Promise<Try<void>> => {
  const found = await heads.get(tenant);
  if (found === undefined || (found.head.purgedThrough ?? "") >= through) return { settled: undefined };
  const outcome = await heads.change(tenant, found, { ...found.head, purgedThrough: through });
  return { outcome, value: undefined };
};

/** Whether there is more to look at. A row that was erased meanwhile is met again when the page is read anew. */
const tryPage = async (
  store: TableStore,
  tenant: TenantId,
  through: Period,
  onDeleted: (rows: number) => void,
): Promise<Try<boolean>> => {
  const stored = await store.get("Sessions", tenant, PURGE_KEY);
  const pass = passOf(stored && purgePassFromStored(stored), through);
  if (pass === undefined) return { settled: false };
  const end = pass.after < SECOND ? `${FIRST}~` : `${SECOND}~`;
  // A space sorts before every character that a key can hold, so nothing lies in between.
  const page = await store.query("Sessions", tenant, `${pass.after} `, end, PAGE);
  let etag = stored?.etag;
  for (const { reached, due } of stepsOf(pass, page)) {
    const deletes = due.map((row): Op => ({ op: "delete", rowKey: row.rowKey, etag: row.etag }));
    const move = putOp(PURGE_KEY, purgePassToCells(reached), etag);
    const outcome = await store.transact("Sessions", tenant, [move, ...deletes]);
    // The position is not where we saw it: another purger is at work here and goes on, so this one need not.
    if (outcome.outcome === "conflict" && outcome.index === 0) return { settled: false };
    if (outcome.outcome !== "committed") return { outcome, value: true };
    etag = outcome.etags[0];
    onDeleted(due.length);
  }
  return { settled: true };
};

/**
 * The pass to go on with; undefined: all that is due is done. One that was begun is ended before a later month
 * begins the next, or a tenant with more rows than a month's steps would never be purged to the end. Where the
 * retention was made longer, it goes on with fewer months.
 */
const passOf = (last: PurgePass | undefined, through: Period): PurgePass | undefined => {
  if (last === undefined || (last.isDone && last.through < through))
    return { through, after: FIRST, isDone: false };
  if (last.isDone) return undefined;
  return last.through > through ? { ...last, through } : last;
};

/** What is due on a page, in parts that fit into a transaction, each with the position that it reaches. */
const stepsOf = (
  pass: PurgePass,
  page: readonly StoredRow[],
): readonly { readonly reached: PurgePass; readonly due: readonly StoredRow[] }[] => {
  const due = page.filter((row) => {
    const period = periodOfStored(row);
    return period !== undefined && period <= pass.through;
  });
  const parts = Math.max(1, Math.ceil(due.length / DELETES_MAX));
  return Array.from({ length: parts }, (_, index) => {
    const part = due.slice(index * DELETES_MAX, (index + 1) * DELETES_MAX);
    const last = part.at(-1);
    const isWhole = index === parts - 1 || last === undefined;
    return { reached: isWhole ? afterPage(pass, page) : { ...pass, after: last.rowKey }, due: part };
  });
};

const afterPage = (pass: PurgePass, page: readonly StoredRow[]): PurgePass => {
  const last = page.at(-1);
  if (last !== undefined && page.length === PAGE) return { ...pass, after: last.rowKey };
  return pass.after < SECOND ? { ...pass, after: SECOND } : { ...pass, isDone: true };
};

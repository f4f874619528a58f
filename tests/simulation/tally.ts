import type { Followed } from "./commit-checks.ts";

/** What there is in the end, as proof that a run came to it. */
export const TALLIED = [
  "rows",
  "frozen",
  "late",
  "moved",
  "closed",
  "grants",
  "erased",
  "purged",
  "purged-tenants",
  "counted-anew",
  "since-moves",
] as const;
export type Tally = Record<(typeof TALLIED)[number], number>;

/** Nothing. */
export const noTally = (): Tally => ({
  rows: 0,
  frozen: 0,
  late: 0,
  moved: 0,
  closed: 0,
  grants: 0,
  erased: 0,
  purged: 0,
  "purged-tenants": 0,
  "counted-anew": 0,
  "since-moves": 0,
});

/**
 * What the partitions hold. `frozen`: of a sealed month and not late; `grants`: how often one was changed;
 * `counted-anew`: rows of conversations that turned up again after they were purged.
 */
export const tallyOf = (partitions: Iterable<Followed>): Tally => {
  const tally = noTally();
  for (const { rows, grants, sealedAt, closed, sinceMoves } of partitions) {
    for (const [rowKey, { row, versions }] of rows.all) {
      if (rows.purgedTimes.has(rowKey)) tally["counted-anew"]++;
      tally.rows++;
      if (row.isErased) tally.erased++;
      if (row.late) tally.late++;
      else if (sealedAt(row.period) < Number.POSITIVE_INFINITY) tally.frozen++;
      if (versions[0]?.period !== row.period) tally.moved++;
    }
    tally.closed += closed();
    tally.purged += rows.purged();
    if (rows.purged() > 0) tally["purged-tenants"]++;
    tally["since-moves"] += sinceMoves();
    for (const versions of grants.values()) tally.grants += versions.length;
  }
  return tally;
};

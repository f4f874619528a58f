import type { Followed } from "./commit-checks.ts";

/** What there is in the end, as proof that a run came to it. */
export const TALLIED = ["rows", "frozen", "late", "moved", "closed", "grants"] as const;
export type Tally = Record<(typeof TALLIED)[number], number>;

/** Nothing. */
export const noTally = (): Tally => ({ rows: 0, frozen: 0, late: 0, moved: 0, closed: 0, grants: 0 });

/** What the partitions hold. `frozen`: of a sealed month and not late; `grants`: how often one was changed. */
export const tallyOf = (partitions: Iterable<Followed>): Tally => {
  const tally = noTally();
  for (const { rows, grants, sealedAt, closed } of partitions) {
    for (const { row, versions } of rows.values()) {
      tally.rows++;
      if (row.late) tally.late++;
      else if (sealedAt(row.period) < Number.POSITIVE_INFINITY) tally.frozen++;
      if (versions[0]?.period !== row.period) tally.moved++;
    }
    tally.closed += closed();
    for (const versions of grants.values()) tally.grants += versions.length;
  }
  return tally;
};

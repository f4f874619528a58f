import { contributionsOf, type Figure, sumOf } from "../../domain/figures.ts";
import { type IsSealed, join } from "../../domain/join.ts";
import type { Period } from "../../domain/period.ts";
import type { Row } from "../../domain/row.ts";
import type { Op } from "../ports.ts";
import { rowToCells, type VersionedRow } from "../rows/conversation-row.ts";
import { type Lane, laneToCells } from "../rows/lane.ts";
import { putOp } from "../rows/single-row.ts";
import type { Entry } from "./entry.ts";

/**
 * The rows as last read or written, by row key. `undefined`: read, and not there; a key that is absent is
 * taken for that until a create is refused.
 */
export type KnownRows = ReadonlyMap<string, VersionedRow | undefined>;

/** A row that the transaction writes. */
export type Write = { readonly stored: VersionedRow | undefined; readonly after: Row };

/** An entry with its row as it was before it, in the order of the flush. */
export type Folded = { readonly entry: Entry; readonly before: Row | undefined };

/** What one transaction does: its operations are those of `writes`, then those of `lanes`. */
export type Plan = {
  readonly writes: ReadonlyMap<string, Write>;
  readonly lanes: readonly Lane[];
  readonly folded: readonly Folded[];
  /** What did not fit into one transaction and has to wait for the next. */
  readonly rest: readonly Entry[];
};

/** Azure's bound on the operations of an entity group transaction. */
export const OPERATIONS_MAX = 100;

/**
 * Folds entries by row, as far as they fit into one transaction with the lanes that they change.
 * A lane whose figures stay the same is written all the same where a row of its month is: its ETag is
 * what makes the transaction fail if the month was sealed meanwhile.
 */
export const planOf = (
  entries: readonly Entry[],
  rows: KnownRows,
  lanes: ReadonlyMap<Period, Lane>,
  isSealed: IsSealed,
): Plan => {
  const writes = new Map<string, Write>();
  const touched = new Set<Period>();
  const folded: Folded[] = [];
  for (const [index, entry] of entries.entries()) {
    const stored = rows.get(entry.rowKey);
    const before = writes.get(entry.rowKey)?.after ?? stored?.row;
    const after = join(before, entry.incoming, isSealed);
    if (after !== before) {
      const periods = [...touched, ...(before ? [before.period] : []), after.period];
      const size = new Set(periods).size + writes.size + (writes.has(entry.rowKey) ? 0 : 1);
      if (size > OPERATIONS_MAX) return finish(index);
      for (const period of periods) touched.add(period);
      writes.set(entry.rowKey, { stored, after });
    }
    folded.push({ entry, before });
  }
  return finish(entries.length);

  function finish(end: number): Plan {
    return { writes, lanes: lanesAfter(writes, touched, lanes), folded, rest: entries.slice(end) };
  }
};

/** The operations of the plan; a row that it creates is marked with `tx`, one that it changes keeps its own. */
export const operationsOf = ({ writes, lanes }: Plan, tx: string): readonly Op[] => [
  ...[...writes].map(([rowKey, { stored, after }]): Op => {
    if (stored === undefined) return { op: "create", rowKey, cells: rowToCells(after, txOf(after, tx)) };
    return { op: "update", rowKey, cells: rowToCells(after, stored.tx), etag: stored.etag };
  }),
  ...lanes.map((lane): Op => {
    return putOp(lane.rowKey, laneToCells(lane), lane.etag);
  }),
];

/** The mark of the transaction that creates the row: an exclusion has none, since any answer may repeat. */
export const txOf = (row: Row, tx: string): string | undefined => (row.kind === "counted" ? tx : undefined);

const lanesAfter = (
  writes: ReadonlyMap<string, Write>,
  touched: ReadonlySet<Period>,
  lanes: ReadonlyMap<Period, Lane>,
): readonly Lane[] => {
  const changes = new Map<Period, Map<Figure, number>>();
  const add = (row: Row, count: 1 | -1): void => {
    for (const { period, figure } of contributionsOf(row)) {
      const change = changes.get(period) ?? new Map<Figure, number>();
      changes.set(period, change.set(figure, (change.get(figure) ?? 0) + count));
    }
  };
  for (const { stored, after } of writes.values()) {
    if (stored) add(stored.row, -1);
    add(after, 1);
  }
  return [...touched].map((period) => {
    const lane = lanes.get(period);
    if (lane === undefined) throw new Error(`No lane of ${period} was read.`);
    return { ...lane, figures: sumOf([lane.figures, changes.get(period) ?? new Map()]) };
  });
};

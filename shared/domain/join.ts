import type { Period } from "./period.ts";
import type { CountedRow, Row } from "./row.ts";

/** Whether a period is closed and its lanes sealed. Once true it stays true. */
export type IsSealed = (period: Period) => boolean;

/**
 * What the conversation's row becomes when `incoming`, a row of the same key and kind, is reported.
 * Idempotent and, within open months, independent of order. Returns `row` itself where nothing changes,
 * so `join(row, incoming) === row` asks "is there anything to write?".
 *
 * A row in a sealed month is frozen and no row moves into one: nothing is ever subtracted from a month
 * that has its statement. A new row whose month is sealed is late. An erased row is frozen too: what is
 * reported again must not bring back what was erased.
 */
export const join = (row: Row | undefined, incoming: Row, isSealed: IsSealed): Row => {
  if (row === undefined) return isSealed(incoming.period) ? { ...incoming, late: true } : incoming;
  if (row.isErased || row.late || isSealed(row.period)) return row;
  const movesUp = isEarlier(incoming, row) && !isSealed(incoming.period);
  if (row.kind === "excluded" || incoming.kind === "excluded") return movesUp ? incoming : row;
  return withAllBots(movesUp ? incoming : row, row, incoming);
};

const withAllBots = (earliest: CountedRow, row: CountedRow, incoming: CountedRow): CountedRow => {
  const strangers = incoming.bots.filter((bot) => !row.bots.includes(bot));
  const escalated = row.escalated || incoming.escalated;
  if (earliest === row && strangers.length === 0 && escalated === row.escalated) return row;
  return { ...earliest, bots: [...row.bots, ...strangers].sort(), escalated };
};

/**
 * A total order by time. Ties are broken by everything else that the earliest invocation lends the row,
 * or two reports in one millisecond would leave a row that depends on which came first.
 */
const isEarlier = (a: Row, b: Row): boolean => {
  if (a.at !== b.at) return a.at < b.at;
  const [left, right] = [tieBreak(a), tieBreak(b)];
  return left < right;
};

const tieBreak = (row: Row): string =>
  JSON.stringify([
    row.channel,
    row.bot,
    row.phase ?? "",
    row.pack,
    ...(row.kind === "excluded" ? [row.reason, row.evidence] : []),
  ]);

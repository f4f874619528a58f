import { dayOf, type Period } from "./period.ts";
import type { Row } from "./row.ts";

/** What a month is counted by. Sessions by bot may add up to more than the sessions: one can have two bots. */
export type Figure =
  | "sessions"
  | `day|${string}`
  | `channel|${string}`
  | `bot|${string}`
  | `excluded|${string}`;
export const BREAKDOWNS = ["day", "channel", "bot", "excluded"] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

/** Totals by figure; what is absent is 0. Only a single lane may hold a negative one. */
export type Figures = ReadonlyMap<Figure, number>;

/** Where a row adds to: a month's lanes, or its late lane. */
export type Total = { readonly period: Period; readonly late: boolean };
export type Contribution = Total & { readonly figure: Figure };

/** All that a row adds one to. A function of the row alone, so that totals can be recounted from rows. */
export const contributionsOf = (row: Row): readonly Contribution[] => {
  const { period, late } = row;
  const figures: readonly Figure[] =
    row.kind === "excluded"
      ? [`excluded|${row.reason}`]
      : [
          "sessions",
          `day|${dayOf(row.at)}`,
          `channel|${row.channel}`,
          ...row.bots.map((bot): Figure => `bot|${bot}`),
        ];
  return figures.map((figure) => ({ period, late, figure }));
};

/** The figure-by-figure sum; figures that come to 0 are left out. */
export const sumOf = (all: Iterable<Figures>): Figures => {
  const sum = new Map<Figure, number>();
  for (const figures of all)
    for (const [figure, count] of figures) sum.set(figure, (sum.get(figure) ?? 0) + count);
  for (const [figure, count] of sum) if (count === 0) sum.delete(figure);
  return sum;
};

/** One breakdown of the figures, names sorted, as `[name, sessions]`. */
export const breakdownOf = (figures: Figures, by: Breakdown): readonly (readonly [string, number])[] =>
  [...figures]
    .filter(([figure]) => figure.startsWith(`${by}|`))
    .map(([figure, count]) => [figure.slice(by.length + 1), count] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));

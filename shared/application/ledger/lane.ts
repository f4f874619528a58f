import type { Figure, Figures } from "../../domain/figures.ts";
import type { Period } from "../../domain/period.ts";
import type { Cells, StoredRow } from "../ports.ts";

/** How many running totals a month is spread over: a property of the data, never to be changed. */
export const LANES = 16;

/** One of a month's running totals, or (`late`) the one of what came after the close. */
export type Lane = {
  readonly period: Period;
  readonly rowKey: string;
  /** The ETag that a change must match; undefined: the lane is not there yet. */
  readonly etag: string | undefined;
  /** A lane may hold negative figures after a move; only the sum over a month's lanes is a total. */
  readonly figures: Figures;
  readonly isSealed: boolean;
};

/** Row key of a month's lane number `index`, of its late lane, or (`""`, `"~"`) the bounds of all of them. */
export const laneKey = (period: Period, index: number | "late" | "" | "~"): string =>
  `n|${period}|${typeof index === "number" ? String(index).padStart(2, "0") : index}`;

/** A lane that is not there yet. */
export const emptyLane = (period: Period, rowKey: string): Lane => ({
  period,
  rowKey,
  etag: undefined,
  figures: new Map(),
  isSealed: false,
});

/** The cells of a lane: `sessions`, and all other figures as one JSON text by breakdown. */
export const laneToCells = ({ figures, isSealed }: Pick<Lane, "figures" | "isSealed">): Cells => {
  const groups = new Map<string, [string, number][]>();
  for (const [figure, count] of figures) {
    if (figure === "sessions") continue;
    const bar = figure.indexOf("|");
    const group = groups.get(figure.slice(0, bar)) ?? [];
    group.push([figure.slice(bar + 1), count]);
    groups.set(figure.slice(0, bar), group);
  }
  // Object.fromEntries defines what it is given, so that a bot named `__proto__` has a figure like any other.
  const byGroup = [...groups].map(([by, entries]) => [by, Object.fromEntries(entries)]);
  return {
    sessions: figures.get("sessions") ?? 0,
    figures: JSON.stringify(Object.fromEntries(byGroup)),
    ...(isSealed ? { sealed: true } : {}),
  };
};

/** The lane that was read; throws where its cells are none. */
export const laneFromStored = (period: Period, { rowKey, etag, cells }: StoredRow): Lane => {
  const figures = new Map<Figure, number>();
  if (cells["sessions"] !== 0) figures.set("sessions", wholeNumber(cells["sessions"]));
  for (const [by, group] of entriesOf(JSON.parse(String(cells["figures"]))))
    for (const [name, count] of entriesOf(group)) figures.set(`${breakdown(by)}|${name}`, wholeNumber(count));
  return { period, rowKey, etag, figures, isSealed: cells["sealed"] === true };
};

const entriesOf = (value: unknown): [string, unknown][] => {
  if (typeof value !== "object" || value === null) throw new Error("A lane's figures are no object.");
  return Object.entries(value);
};

const wholeNumber = (value: unknown): number => {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw new Error("A lane's figure is no whole number.");
};

const breakdown = (by: string): "day" | "channel" | "bot" | "excluded" => {
  if (by === "day" || by === "channel" || by === "bot" || by === "excluded") return by;
  throw new Error("A lane has figures of an unknown breakdown.");
};

import * as z from "zod";
import { BREAKDOWNS, type Breakdown, breakdownOf, type Figure, type Figures } from "../../domain/figures.ts";
import type { TenantId } from "../../domain/ids.ts";
import type { Period } from "../../domain/period.ts";
import type { Cells, StoredRow, TableStore } from "../ports.ts";
import { jsonCell } from "./row-schema.ts";

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

/** Row key of a month's lane number `index`, or of its late lane. */
export const laneKey = (period: Period, index: number | "late"): string =>
  `${lanesOf(period)}${typeof index === "number" ? String(index).padStart(2, "0") : index}`;

const lanesOf = (period: Period): string => `n|${period}|`;

/** A lane that is not there yet. */
export const emptyLane = (period: Period, rowKey: string): Lane => ({
  period,
  rowKey,
  etag: undefined,
  figures: new Map(),
  isSealed: false,
});

type Figured = { readonly [By in Breakdown]?: readonly (readonly [string, number])[] };

/**
 * The cells of a lane: `sessions`, and all other figures as one JSON text, `{ "bot": [["name", 3]] }`.
 * Names stand in pairs and never as keys of JSON, which V8 can mix up where they need escaping.
 */
export const laneToCells = ({ figures, isSealed }: Pick<Lane, "figures" | "isSealed">): Cells => {
  const figured: Figured = Object.fromEntries(
    BREAKDOWNS.map((by) => [by, breakdownOf(figures, by)] as const).filter(([, pairs]) => pairs.length > 0),
  );
  return {
    sessions: figures.get("sessions") ?? 0,
    figures: JSON.stringify(figured),
    ...(isSealed ? { sealed: true } : {}),
  };
};

const pairs = z.array(z.tuple([z.string(), z.int()])).default([]);
const schema = z.object({
  sessions: z.int(),
  figures: jsonCell(z.strictObject({ day: pairs, channel: pairs, bot: pairs, excluded: pairs })),
  sealed: z.boolean().default(false),
});

/** The lane that was read; throws where its cells are none. */
export const laneFromStored = (period: Period, { rowKey, etag, cells }: StoredRow): Lane => {
  const { sessions, figures: figured, sealed } = schema.parse(cells);
  const figures = new Map<Figure, number>(sessions === 0 ? [] : [["sessions", sessions]]);
  for (const by of BREAKDOWNS) for (const [name, count] of figured[by]) figures.set(`${by}|${name}`, count);
  return { period, rowKey, etag, figures, isSealed: sealed };
};

/** The lanes of a month that are there, the late one among them: one query, whatever the month's sessions. */
export const readStoredLanes = async (
  store: TableStore,
  tenant: TenantId,
  period: Period,
): Promise<readonly Lane[]> => {
  const [from, to] = [lanesOf(period), `${lanesOf(period)}~`];
  const rows = await store.query("Sessions", tenant, from, to, LANES + 1);
  return rows.map((row) => laneFromStored(period, row));
};

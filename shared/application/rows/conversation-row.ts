import * as z from "zod";
import { conversationKey } from "../../domain/conversation.ts";
import { EXCLUSION_REASONS } from "../../domain/exclusion.ts";
import { PHASES } from "../../domain/invocation.ts";
import { parseInstant, parsePeriod, toIso } from "../../domain/period.ts";
import type { CountedRow, ExcludedRow, Row } from "../../domain/row.ts";
import type { Cells, StoredRow } from "../ports.ts";
import { jsonCell, textOf } from "./row-schema.ts";

/** A stored row with the ETag that a change of it must match. */
export type VersionedRow = {
  readonly row: Row;
  readonly etag: string;
  /** Names the transaction that created the row; set once. Rows of exclusions have none. */
  readonly tx?: string;
};

/** Where a conversation's row of this kind is kept in the tenant's partition. */
export const rowKeyOf = ({ kind, key }: Pick<Row, "kind" | "key">): string =>
  `${kind === "counted" ? "c" : "x"}|${key}`;

const earliest = {
  period: textOf(parsePeriod),
  at: textOf(parseInstant),
  channel: z.string(),
  bot: z.string(),
  phase: z.enum(PHASES).optional(),
  pack: z.string(),
  late: z.boolean().default(false),
};
const countedSchema = z.object({
  ...earliest,
  bots: jsonCell(z.array(z.string())),
  escalated: z.boolean().default(false),
  tx: z.string(),
});
const excludedSchema = z.object({ ...earliest, reason: z.enum(EXCLUSION_REASONS), evidence: z.string() });

/** The cells of a row; `tx` is left out where undefined. */
export const rowToCells = (row: Row, tx: string | undefined): Cells => ({
  period: row.period,
  at: toIso(row.at),
  channel: row.channel,
  bot: row.bot,
  pack: row.pack,
  ...(row.phase === undefined ? {} : { phase: row.phase }),
  ...(row.late ? { late: true } : {}),
  ...(row.kind === "counted"
    ? { bots: JSON.stringify(row.bots), ...(row.escalated ? { escalated: true } : {}) }
    : { reason: row.reason, evidence: row.evidence }),
  ...(tx === undefined ? {} : { tx }),
});

/** The row of a conversation that was read; throws where its key or cells are none. */
export const rowFromStored = ({ rowKey, cells, etag }: StoredRow): VersionedRow => {
  const key = conversationKey(rowKey.slice(2));
  if (key === undefined) throw new Error("A row of Sessions has a key that is none.");
  if (rowKey.startsWith("x|")) {
    const { phase, ...rest } = excludedSchema.parse(cells);
    const row: ExcludedRow = { ...rest, kind: "excluded", key, ...(phase === undefined ? {} : { phase }) };
    return { row, etag };
  }
  const { tx, phase, ...rest } = countedSchema.parse(cells);
  const row: CountedRow = { ...rest, kind: "counted", key, ...(phase === undefined ? {} : { phase }) };
  return { row, etag, tx };
};

import * as z from "zod";
import { type ConversationKey, conversationKey } from "../../domain/conversation.ts";
import { EXCLUSION_REASONS } from "../../domain/exclusion.ts";
import type { TenantId } from "../../domain/ids.ts";
import { PHASES, type Phase } from "../../domain/invocation.ts";
import { type Period, parseInstant, parsePeriod, toIso } from "../../domain/period.ts";
import type { CountedRow, ExcludedRow, Row } from "../../domain/row.ts";
import type { Cells, StoredRow, TableStore } from "../ports.ts";
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
  erased: z.literal(true).optional(),
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
  ...(row.isErased ? { erased: true } : {}),
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
    const { phase, erased, ...rest } = excludedSchema.parse(cells);
    const row: ExcludedRow = { ...rest, kind: "excluded", key, ...present(phase, erased) };
    return { row, etag };
  }
  const { tx, phase, erased, ...rest } = countedSchema.parse(cells);
  const row: CountedRow = { ...rest, kind: "counted", key, ...present(phase, erased) };
  return { row, etag, tx };
};

const present = (phase: Phase | undefined, erased: true | undefined) => ({
  ...(phase === undefined ? {} : { phase }),
  ...(erased === undefined ? {} : { isErased: erased }),
});

/** The month of a stored row, whatever else it holds; undefined where it names none. */
export const periodOfStored = ({ cells: { period } }: StoredRow): Period | undefined =>
  typeof period === "string" ? parsePeriod(period) : undefined;

/** All rows that are kept of a conversation: what was counted, what was excluded, or both. */
export const readConversation = async (
  store: TableStore,
  tenant: TenantId,
  key: ConversationKey,
): Promise<readonly VersionedRow[]> => {
  const read = (kind: Row["kind"]) => store.get("Sessions", tenant, rowKeyOf({ kind, key }));
  const stored = await Promise.all([read("counted"), read("excluded")]);
  return stored.flatMap((row) => (row ? [rowFromStored(row)] : []));
};

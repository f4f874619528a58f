import * as z from "zod";
import type { Alert } from "../../domain/alert.ts";
import type { TenantId } from "../../domain/ids.ts";
import { type Period, parseInstant, parsePeriod, toIso } from "../../domain/period.ts";
import type { Cells, StoredRow, TableStore } from "../ports.ts";
import { contentCell } from "./event-content.ts";
import { queryAll } from "./query-all.ts";
import { textOf } from "./row-schema.ts";

/** An alert with the ETag that a change of it must match. */
export type VersionedAlert = { readonly alert: Alert; readonly etag: string };

/** Where a month's alert is kept in the tenant's partition. */
export const alertKey = ({ period, name }: Pick<Alert, "period" | "name">): string => `a|${period}|${name}`;

/** The cells of an alert. */
export const alertToCells = ({ state, generation, pool, at, isSent, content }: Alert): Cells => ({
  state,
  generation,
  pool,
  at: toIso(at),
  sent: isSent,
  content: JSON.stringify(content),
});

const schema = z.object({
  state: z.enum(["active", "recovered"]),
  generation: z.int(),
  pool: z.int(),
  at: textOf(parseInstant),
  sent: z.boolean(),
  content: contentCell,
});

/** The alert that was read; throws where its cells are none. */
export const alertFromStored = ({ rowKey, etag, cells }: StoredRow): VersionedAlert => {
  const [, month = "", ...name] = rowKey.split("|");
  const { sent, ...rest } = schema.parse(cells);
  const alert = { ...rest, isSent: sent, period: textOf(parsePeriod).parse(month), name: name.join("|") };
  return { alert, etag };
};

/** A month's alert of this name; undefined where there is none. */
export const readAlert = async (
  store: TableStore,
  tenant: TenantId,
  of: Pick<Alert, "period" | "name">,
): Promise<VersionedAlert | undefined> => {
  const stored = await store.get("Sessions", tenant, alertKey(of));
  return stored && alertFromStored(stored);
};

/** A tenant's alerts of a month, or of all, in the order of months and names. */
export const listAlerts = async (
  store: TableStore,
  tenant: TenantId,
  period?: Period,
): Promise<readonly Alert[]> => {
  const rows = await queryAll(store, "Sessions", tenant, period === undefined ? "a|" : `a|${period}|`);
  return rows.map((row) => alertFromStored(row).alert);
};

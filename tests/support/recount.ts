import type { StoredRow, TableStore } from "../../shared/application/ports.ts";
import { rowFromStored } from "../../shared/application/rows/conversation-row.ts";
import { laneFromStored, laneKey } from "../../shared/application/rows/lane.ts";
import { contributionsOf, type Figures, sumOf } from "../../shared/domain/figures.ts";
import type { TenantId } from "../../shared/domain/ids.ts";
import type { Period } from "../../shared/domain/period.ts";
import type { Row } from "../../shared/domain/row.ts";
import { month } from "./values.ts";

/** All rows of a tenant's partition with this prefix. */
export const storedRows = (
  store: TableStore,
  tenant: TenantId,
  prefix: string,
): Promise<readonly StoredRow[]> => store.query("Sessions", tenant, prefix, `${prefix}~`, 1000);

/** All conversations' rows that a tenant has: up to a thousand of each kind. */
export const conversationRows = async (store: TableStore, tenant: TenantId): Promise<readonly Row[]> => {
  const rows = await Promise.all(["c|", "x|"].map((prefix) => storedRows(store, tenant, prefix)));
  return rows.flat().map((stored) => rowFromStored(stored).row);
};

/** Figures by total: a month's lanes together, or its late lane. */
export type Totals = ReadonlyMap<string, Figures>;

const nameOf = (period: Period, late: boolean): string => `${period}${late ? " late" : ""}`;

/** What the lanes say, months that come to nothing left out. */
export const totalsOfLanes = async (store: TableStore, tenant: TenantId): Promise<Totals> =>
  grouped(
    (await storedRows(store, tenant, "n|")).map((row) => {
      const period = month(row.rowKey.slice(2, 9));
      const lane = laneFromStored(period, row);
      return [nameOf(period, row.rowKey === laneKey(period, "late")), lane.figures] as const;
    }),
  );

/** What the rows say, counted afresh. */
export const totalsOfRows = (rows: readonly Row[]): Totals =>
  grouped(
    rows
      .flatMap(contributionsOf)
      .map(({ period, late, figure }) => [nameOf(period, late), new Map([[figure, 1]])] as const),
  );

const grouped = (parts: readonly (readonly [string, Figures])[]): Totals => {
  const totals = new Map<string, Figures>();
  for (const [name, figures] of parts) totals.set(name, sumOf([totals.get(name) ?? new Map(), figures]));
  return new Map([...totals].filter(([, figures]) => figures.size > 0));
};

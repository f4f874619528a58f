import { rowFromStored } from "../../shared/application/rows/conversation-row.ts";
import { laneFromStored } from "../../shared/application/rows/lane.ts";
import { queryAll } from "../../shared/application/rows/query-all.ts";
import { contributionsOf, type Figure, sumOf } from "../../shared/domain/figures.ts";
import { parsePeriod } from "../../shared/domain/period.ts";
import { tableStorage } from "../../shared/storage/table-storage.ts";

/** A tenant's figures, told twice: by its lanes and by its rows, all months together. */
export type Recount = {
  readonly lanes: ReadonlyMap<string, number>;
  readonly rows: ReadonlyMap<string, number>;
  readonly sessions: number;
};

/** Reads all there is of a tenant in the tables themselves. */
export const recount = async (connectionString: string, tenant: string): Promise<Recount> => {
  const store = tableStorage({ connection: { connectionString }, onDate: () => {} });
  const lanes = (await queryAll(store, "Sessions", tenant, "n|")).map((stored) => {
    const period = parsePeriod(stored.rowKey.slice(2, 9));
    if (period === undefined) throw new Error(`No lane: ${stored.rowKey}`);
    return laneFromStored(period, stored).figures;
  });
  const stored = [
    ...(await queryAll(store, "Sessions", tenant, "c|")),
    ...(await queryAll(store, "Sessions", tenant, "x|")),
  ];
  const rows = new Map<Figure, number>();
  for (const row of stored)
    for (const { figure } of contributionsOf(rowFromStored(row).row))
      rows.set(figure, (rows.get(figure) ?? 0) + 1);
  return {
    lanes: new Map([...sumOf(lanes)].sort()),
    rows: new Map([...rows].sort()),
    sessions: rows.get("sessions") ?? 0,
  };
};

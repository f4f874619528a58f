import { type Figures, sumOf } from "../domain/figures.ts";
import type { TenantId } from "../domain/ids.ts";
import type { Period } from "../domain/period.ts";
import type { TableStore } from "./ports.ts";
import { laneKey, readStoredLanes } from "./rows/lane.ts";

/** A period's figures, and beside them those of what was reported after its close. */
export type PeriodFigures = { readonly figures: Figures; readonly lateFigures: Figures };

/** Sums a month's lanes; one query, whatever its number of sessions. Exact at the moment it is read. */
export const readFigures = async (
  store: TableStore,
  tenant: TenantId,
  period: Period,
): Promise<PeriodFigures> => {
  const lanes = await readStoredLanes(store, tenant, period);
  const isLate = (rowKey: string): boolean => rowKey === laneKey(period, "late");
  return {
    figures: sumOf(lanes.filter((lane) => !isLate(lane.rowKey)).map((lane) => lane.figures)),
    lateFigures: sumOf(lanes.filter((lane) => isLate(lane.rowKey)).map((lane) => lane.figures)),
  };
};

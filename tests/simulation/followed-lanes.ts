import type { Cells } from "../../shared/application/ports.ts";
import { areSealed, laneOfCells, type TrackedLane } from "./lane-checks.ts";
import type { FlatFigures } from "./stored-row.ts";
import { addTo } from "./sums.ts";

/** One tenant's lanes, followed commit by commit. */
export type FollowedLanes = {
  /** Takes the lane; whether it is sealed now. */
  readonly put: (rowKey: string, cells: Cells) => boolean;
  /** The sum of all lanes, figure by figure; none that is 0. */
  readonly totals: FlatFigures;
  /** Whether all lanes of the month are there and sealed. */
  readonly areSealed: (month: string) => boolean;
};

/** No lanes yet. `drift`: lanes minus rows, which is kept up to date with each lane. */
export const followLanes = (
  drift: Map<string, number>,
  isSealed: (month: string) => boolean,
): FollowedLanes => {
  const lanes = new Map<string, TrackedLane>();
  const totals = new Map<string, number>();
  return {
    put: (rowKey, cells) => {
      const before = lanes.get(rowKey)?.figures ?? new Map<string, number>();
      const lane = laneOfCells(rowKey, cells, isSealed);
      for (const sums of [drift, totals]) {
        addTo(sums, before, -1);
        addTo(sums, lane.figures, 1);
      }
      lanes.set(rowKey, lane);
      return lane.isSealed;
    },
    totals,
    areSealed: (month) => areSealed(lanes, month),
  };
};

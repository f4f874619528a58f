import type { Cells } from "../../shared/application/ports.ts";
import { type FlatFigures, figuresOfLane } from "./stored-row.ts";
import { mustHold } from "./violation.ts";

/** A lane as it stands. */
export type TrackedLane = { readonly figures: FlatFigures; readonly isSealed: boolean };

const LANE = /^n\|(\d{4}-\d{2})\|(?:(?:0\d|1[0-5])|(late))$/;
const LANES = 16;

/** The lane that the cells hold; what no change of a lane may do, whoever makes it. */
export const laneOfCells = (
  rowKey: string,
  cells: Cells,
  isSealed: (month: string) => boolean,
): TrackedLane => {
  const [, month, late] = LANE.exec(rowKey) ?? [];
  mustHold(month !== undefined, "R1: no other rows", () => ({ rowKey }));
  const lane = { figures: figuresOfLane(rowKey, cells), isSealed: cells["sealed"] === true };
  const isOver = month !== undefined && isSealed(month);
  const facts = () => ({ rowKey, cells });
  if (late === undefined) mustHold(!isOver, "R10: a sealed lane never changes", facts);
  else {
    mustHold(!lane.isSealed, "the late lane is never sealed", facts);
    mustHold(isOver, "nothing is late in an open month", facts);
  }
  return lane;
};

/** Whether all lanes of the month are there and sealed. */
export const areSealed = (lanes: ReadonlyMap<string, TrackedLane>, month: string): boolean =>
  Array.from({ length: LANES }, (_, index) => `n|${month}|${String(index).padStart(2, "0")}`).every(
    (rowKey) => lanes.get(rowKey)?.isSealed,
  );

import type { Cells } from "../../shared/application/ports.ts";
import { text } from "./stored-cells.ts";

/** What the cells of `p` hold: a pass over the conversations, by their keys, and how far it has come. */
export type StoredPass = { readonly through: string; readonly after: string; readonly isDone: boolean };

/** The pass that the cells hold. */
export const passOfCells = (cells: Cells): StoredPass => ({
  through: text(cells, "through"),
  after: text(cells, "after"),
  isDone: cells["done"] === true,
});

/** Whether the pass has been over this row. */
export const isPassed = ({ after, isDone }: StoredPass, rowKey: string): boolean => isDone || rowKey <= after;

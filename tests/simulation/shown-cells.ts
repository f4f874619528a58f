import type { Cells } from "../../shared/application/ports.ts";

/** Cells as a trace shows them: without what is sealed, which is another text each time. */
export const shownCells = (cells: Cells): string => JSON.stringify({ ...cells, sealed: undefined });

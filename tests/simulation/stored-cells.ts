import type { Cells } from "../../shared/application/ports.ts";

/** A cell that must be a text. */
export const text = (cells: Cells, name: string): string => {
  const cell = cells[name];
  if (typeof cell === "string") return cell;
  throw new Error(`The cell ${name} is no text.`);
};

/** A cell that holds a list of texts in JSON. */
export const texts = (cells: Cells, name: string): readonly string[] =>
  (JSON.parse(text(cells, name)) as unknown[]).map(String);

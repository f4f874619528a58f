import type { FlatFigures } from "./stored-row.ts";

/** Adds figures, `factor` times, to sums that hold none that is 0. */
export const addTo = (sums: Map<string, number>, figures: FlatFigures, factor: 1 | -1): void => {
  for (const [figure, count] of figures) {
    const sum = (sums.get(figure) ?? 0) + factor * count;
    if (sum === 0) sums.delete(figure);
    else sums.set(figure, sum);
  }
};

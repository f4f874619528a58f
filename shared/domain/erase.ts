import { type Instant, plusMs } from "./period.ts";
import type { Row } from "./row.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What is left of a row once it is erased: a tombstone that says no more than what it adds to the totals.
 * Its contributions stay as they were, so no figure changes, and it stays in the way of a report that comes
 * again, which is so not counted anew. Of its time only the day stays. An erased row is given back as it is.
 */
export const erase = (row: Row): Row => {
  if (row.isErased) return row;
  const { phase, ...kept } = row;
  const tombstone = { ...kept, at: startOfDay(row.at), isErased: true } as const;
  return tombstone.kind === "excluded" ? { ...tombstone, evidence: "" } : tombstone;
};

const startOfDay = (at: Instant): Instant => plusMs(at, -(at % DAY_MS));

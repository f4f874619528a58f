import { type Instant, plusMs } from "./period.ts";
import type { Row } from "./row.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What is left of a row once it is erased: a tombstone without the phase, the evidence and the time of day. What it
 * adds to the totals stays, so no figure changes, and a repeated report still finds it, so it is not counted again.
 * An erased row is given back as it is.
 */
export const erase = (row: Row): Row => {
  if (row.isErased) return row;
  const { phase, ...kept } = row;
  const tombstone = { ...kept, at: startOfDay(row.at), isErased: true } as const;
  return tombstone.kind === "excluded" ? { ...tombstone, evidence: "" } : tombstone;
};

const startOfDay = (at: Instant): Instant => plusMs(at, -(at % DAY_MS));

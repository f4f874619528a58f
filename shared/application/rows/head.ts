import * as z from "zod";
import { DEFAULT_THRESHOLDS, type Thresholds } from "../../domain/balance.ts";
import { type Names, NO_NAMES } from "../../domain/names.ts";
import { type Instant, type Period, parseInstant, parsePeriod, toIso } from "../../domain/period.ts";
import type { Cells } from "../ports.ts";
import { jsonCell, textOf } from "./row-schema.ts";

/** Row key of a tenant's head, in the tenant's partition of `Sessions`. */
export const HEAD_KEY = "h";

/** What holds for all of a tenant's months. Changed only If-Match, so that a close, a grant and a name cannot miss each other. */
export type Head = {
  /** First month that is metered. */
  readonly since: Period;
  readonly sinceSetAt: Instant;
  readonly lastClosed?: Period;
  /** Last month whose conversations a purge has begun to delete: a report of one would be counted anew. */
  readonly purgedThrough?: Period;
  /** Grows by one with each change of a grant, so that cached grants know when they are stale. */
  readonly grantsVersion: number;
  readonly thresholds: Thresholds;
  readonly names: Names;
};

/** The head of a new tenant. */
export const newHead = (since: Period, at: Instant, thresholds: Thresholds = DEFAULT_THRESHOLDS): Head => ({
  since,
  sinceSetAt: at,
  grantsVersion: 0,
  thresholds,
  names: NO_NAMES,
});

const texts = jsonCell(z.array(z.string()));
const schema = z.object({
  since: textOf(parsePeriod),
  sinceSetAt: textOf(parseInstant),
  lastClosed: textOf(parsePeriod).exactOptional(),
  purgedThrough: textOf(parsePeriod).exactOptional(),
  grantsVersion: z.int(),
  warning: z.int(),
  exhausted: z.int(),
  bots: texts,
  channels: texts,
});

/** The cells of `h`. */
export const headToCells = (head: Head): Cells => ({
  since: head.since,
  sinceSetAt: toIso(head.sinceSetAt),
  ...(head.lastClosed === undefined ? {} : { lastClosed: head.lastClosed }),
  ...(head.purgedThrough === undefined ? {} : { purgedThrough: head.purgedThrough }),
  grantsVersion: head.grantsVersion,
  warning: head.thresholds.warning,
  exhausted: head.thresholds.exhausted,
  bots: JSON.stringify(head.names.bots),
  channels: JSON.stringify(head.names.channels),
});

/** The head that the cells of `h` hold; throws where they are no head. */
export const headFromCells = (cells: Cells): Head => {
  const { warning, exhausted, bots, channels, ...rest } = schema.parse(cells);
  return { ...rest, thresholds: { warning, exhausted }, names: { bots, channels } };
};

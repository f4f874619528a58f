import * as z from "zod";
import { type Period, parsePeriod } from "../../domain/period.ts";
import type { Cells, StoredRow } from "../ports.ts";
import { textOf } from "./row-schema.ts";

/** Row key of a tenant's purge position, in the tenant's partition of `Sessions`. */
export const PURGE_KEY = "p";

/** A pass over all of a tenant's conversations, and how far it has come. */
export type PurgePass = {
  /** The last month that the pass deletes. */
  readonly through: Period;
  /** The last key that was looked at: all rows up to it are dealt with. */
  readonly after: string;
  readonly isDone: boolean;
};

const schema = z.object({ through: textOf(parsePeriod), after: z.string(), done: z.boolean() });

/** The cells of `p`. */
export const purgePassToCells = ({ through, after, isDone }: PurgePass): Cells => ({
  through,
  after,
  done: isDone,
});

/** The pass that the cells of `p` hold; throws where they are none. */
export const purgePassFromStored = ({ cells }: StoredRow): PurgePass => {
  const { through, after, done } = schema.parse(cells);
  return { through, after, isDone: done };
};

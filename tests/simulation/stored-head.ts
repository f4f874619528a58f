import type { Cells } from "../../shared/application/ports.ts";
import type { Names } from "../../shared/domain/names.ts";
import { monthAfter } from "./months.ts";
import { text, texts } from "./stored-cells.ts";
import { mustHold } from "./violation.ts";

/** What the cells of `h` hold. */
export type StoredHead = {
  readonly since: string;
  readonly sinceSetAtMs: number;
  readonly names: Names;
  readonly lastClosed: string | undefined;
  readonly purgedThrough: string;
  readonly grantsVersion: number;
  /** All that nothing in a run changes. */
  readonly fixed: string;
};

/** The head that the cells hold. */
export const headOfCells = (cells: Cells): StoredHead => {
  const { since: _, sinceSetAt, bots, channels, lastClosed, purgedThrough, grantsVersion, ...fixed } = cells;
  return {
    since: text(cells, "since"),
    sinceSetAtMs: Date.parse(String(sinceSetAt)),
    names: { bots: texts(cells, "bots"), channels: texts(cells, "channels") },
    lastClosed: typeof lastClosed === "string" ? lastClosed : undefined,
    purgedThrough: typeof purgedThrough === "string" ? purgedThrough : "",
    grantsVersion: Number(grantsVersion),
    fixed: JSON.stringify(fixed),
  };
};

/** What no change of a head may do. `grants`: how many grants the same transaction puts. */
export const checkHead = (before: StoredHead, after: StoredHead, grants: number): void => {
  const facts = () => ({ before, after, grants });
  const grew = (list: "bots" | "channels", max: number): boolean =>
    before.names[list].every((name, index) => after.names[list][index] === name) &&
    after.names[list].length <= max;
  mustHold(grew("bots", 64) && grew("channels", 32), "lists of names only grow", facts);
  mustHold(
    after.grantsVersion === before.grantsVersion + grants,
    "the version of the grants grows with each",
    facts,
  );
  mustHold(after.fixed === before.fixed, "the rest of a head stays", facts);
  mustHold(
    after.purgedThrough === before.purgedThrough ||
      (after.purgedThrough > before.purgedThrough && after.purgedThrough <= (before.lastClosed ?? "")),
    "what a head tells of purges only grows, and never beyond what is closed",
    facts,
  );
  const isSinceSet = after.since !== before.since || after.sinceSetAtMs !== before.sinceSetAtMs;
  if (!isSinceSet) return;
  mustHold(after.since < before.since, "the first period moves back only", facts);
  mustHold(
    before.lastClosed === undefined && after.lastClosed === undefined,
    "the first period stays once a month is closed",
    facts,
  );
};

/** The month that comes to be closed next. */
export const nextToClose = ({ since, lastClosed }: StoredHead): string =>
  lastClosed === undefined ? since : monthAfter(lastClosed);

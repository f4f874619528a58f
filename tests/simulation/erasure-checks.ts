import { isDeepStrictEqual } from "node:util";
import type { Row } from "../../shared/domain/row.ts";
import { figuresOfRow } from "./stored-row.ts";
import { mustHold } from "./violation.ts";

/** What no erasure may do, and nobody to what is erased. */
export const checkErasure = (before: Row | undefined, row: Row): void => {
  const facts = () => ({ before, after: row });
  mustHold(before !== undefined, "only what is stored is erased", facts);
  if (before === undefined) return;
  mustHold(!before.isErased, "a tombstone never changes", facts);
  mustHold(
    isDeepStrictEqual(figuresOfRow(row), figuresOfRow(before)),
    "an erasure changes no contribution",
    facts,
  );
  mustHold(isTombstoneOf(before, row), "an erasure leaves what a row adds and no more", facts);
};

/** Written down a second time: of the time only the day is left, of the evidence nothing. */
const isTombstoneOf = (before: Row, row: Row): boolean => {
  const { phase: _, ...rest } = before;
  const at = new Date(before.at).setUTCHours(0, 0, 0, 0);
  const evidence = before.kind === "excluded" ? { evidence: "" } : {};
  return isDeepStrictEqual(row, { ...rest, at, isErased: true, ...evidence });
};

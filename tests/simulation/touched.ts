import type { Row } from "../../shared/domain/row.ts";
import type { StoredHead } from "./stored-head.ts";
import type { StoredPass } from "./stored-pass.ts";

/** What one transaction has to do with closes, grants and purges. */
export type Touched = {
  head: StoredHead | undefined;
  pass: StoredPass | undefined;
  /** The months whose lanes it sealed, and those of which it made statements. */
  readonly sealed: Set<string>;
  readonly stated: string[];
  readonly purged: Row[];
  /** How many grants it put. */
  grants: number;
};

/** Nothing yet. */
export const nothingTouched = (): Touched => ({
  head: undefined,
  pass: undefined,
  sealed: new Set(),
  stated: [],
  purged: [],
  grants: 0,
});

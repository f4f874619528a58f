import type { Heads } from "../heads.ts";
import type { Randomness, TableStore, Timers } from "../ports.ts";

/** What the ledger stands on. `deadlineMs`: how long an invocation may wait to be stored. */
export type LedgerPorts = {
  readonly store: TableStore;
  readonly heads: Heads;
  readonly timers: Timers;
  readonly randomness: Randomness;
  readonly deadlineMs: number;
  /** Rows kept in memory at the most, 50,000 by default; about half a kilobyte each. */
  readonly rowsMax?: number;
};

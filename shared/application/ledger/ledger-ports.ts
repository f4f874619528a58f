import type { Heads } from "../heads.ts";
import type { Randomness, TableStore, Timers } from "../ports.ts";

/** What the ledger stands on. `deadlineMs`: how long an invocation may wait to be stored. */
export type LedgerPorts = {
  readonly store: TableStore;
  readonly heads: Heads;
  readonly timers: Timers;
  readonly randomness: Randomness;
  readonly deadlineMs: number;
};

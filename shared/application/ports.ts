import type { Instant } from "../domain/period.ts";

/** What a table cell can hold. Whole numbers only; an absent cell is a missing property. */
export type Cell = string | number | boolean;
export type Cells = Readonly<Record<string, Cell>>;
export type StoredRow = { readonly rowKey: string; readonly etag: string; readonly cells: Cells };

/** One operation of a transaction. `update` replaces all cells, and like `delete` holds only If-Match `etag`. */
export type Op =
  | { readonly op: "create"; readonly rowKey: string; readonly cells: Cells }
  | { readonly op: "update"; readonly rowKey: string; readonly cells: Cells; readonly etag: string }
  | { readonly op: "delete"; readonly rowKey: string; readonly etag: string };

/** `exists`: a create found a row (409). `changed`: the ETag is another (412). `missing`: no such row (404). */
export type ConflictCode = "exists" | "changed" | "missing";

/**
 * What became of a transaction. `committed`: all of it, with the new ETag of each operation (empty text
 * for a delete). `conflict`: this request changed nothing, `index` names the operation that stood in the
 * way; an earlier copy of the request may have been committed all the same. `unknown`: it may have been
 * committed, may be later, or never.
 */
export type Transacted =
  | { readonly outcome: "committed"; readonly etags: readonly string[] }
  | { readonly outcome: "conflict"; readonly index: number; readonly code: ConflictCode }
  | { readonly outcome: "unknown"; readonly cause: unknown };

/** The tables that rows are kept in. */
export type TableName = "Sessions" | "Tenants" | "Credentials" | "Notifications" | "Audit";

/**
 * The storage port: a table of rows by partition and row key, with entity group transactions.
 * Reads throw `StoreUnavailable` when the store is down or slow. Nothing here retries.
 */
export type TableStore = {
  readonly get: (table: TableName, partition: string, rowKey: string) => Promise<StoredRow | undefined>;
  /** Up to `limit` (<= 1000) rows with `from <= rowKey < to`, in the order of their keys. */
  readonly query: (
    table: TableName,
    partition: string,
    from: string,
    to: string,
    limit: number,
  ) => Promise<readonly StoredRow[]>;
  /** 1-100 operations on different rows of one partition, all or none. */
  readonly transact: (table: TableName, partition: string, ops: readonly Op[]) => Promise<Transacted>;
};

/** The store is down or did not answer in time: nothing is known to be lost, the caller may try again. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** The one clock: see `clock.ts`. */
export type Clock = { readonly now: () => Promise<Instant> };

/** Waiting, so that tests and the simulation can let time pass as they like. */
export type Timers = {
  /** Milliseconds that only ever grow; no relation to the time of day. */
  readonly monotonicMs: () => number;
  /** Runs `task` once after `delayMs`; the answer cancels it. */
  readonly after: (delayMs: number, task: () => void) => () => void;
  /** Runs `task` once everything that is already waiting to run has run. */
  readonly soon: (task: () => void) => void;
};

/** Unpredictable values. */
export type Randomness = {
  /** A new unique name, as text of `a-z A-Z 0-9 -`. */
  readonly uniqueId: () => string;
  /** `length` characters of `0-9 A-Z a-z`, none of which can be guessed. */
  readonly base62: (length: number) => string;
  /** A whole number in `[0, end)`. */
  readonly below: (end: number) => number;
};

/** Everything from outside that the use cases stand on. */
export type Ports = {
  readonly store: TableStore;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomness: Randomness;
};

/** What settling a write takes. */
export type WritePorts = Pick<Ports, "store" | "timers" | "randomness">;

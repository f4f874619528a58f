import type { Op, TableName, TableStore, Transacted } from "../../shared/application/ports.ts";

/** A transaction on its way to the table; `go` commits it. */
type Hook = (table: TableName, ops: readonly Op[], go: () => Promise<Transacted>) => Promise<Transacted>;

/** A table in front of whose transactions a test can do anything, or let its process die. */
export type HookedTable = TableStore & {
  readonly onTransact: (hook: Hook) => void;
  /** Names of all calls since it was last asked, each with the table and what was asked of it. */
  readonly calls: () => readonly string[];
};

/** What a dying process throws; a client sees it as a fault of the app. */
export class Died extends Error {
  override readonly name = "Died";
}

/** The table, with nothing in its way yet. */
export const hookedTable = (table: TableStore): HookedTable => {
  let hook: Hook = (_, __, go) => go();
  let calls: string[] = [];
  return {
    onTransact: (next) => {
      hook = next;
    },
    calls: () => {
      const made = calls;
      calls = [];
      return made;
    },
    get: (...asked) => {
      calls.push(`get ${asked[0]} ${asked[2]}`);
      return table.get(...asked);
    },
    query: (...asked) => {
      calls.push(`query ${asked[0]} ${asked[2]}`);
      return table.query(...asked);
    },
    transact: (name, partition, ops) => {
      calls.push(`transact ${name} ${ops.length}`);
      return hook(name, ops, () => table.transact(name, partition, ops));
    },
  };
};

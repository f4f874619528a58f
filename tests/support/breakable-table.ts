import { StoreUnavailable, type TableStore } from "../../shared/application/ports.ts";

/**
 * What the store does. `lost`: transactions are committed and the answers never come. `refusing`: reads are
 * answered, writes are not made, and nobody is told so.
 */
export type Mode = "up" | "down" | "lost" | "refusing";

/** A store that a test can break and mend. */
export type BreakableTable = TableStore & { readonly be: (mode: Mode) => void };

/** The table, while it is up. */
export const breakableTable = (table: TableStore): BreakableTable => {
  let mode: Mode = "up";
  const read = async <Value>(from: () => Promise<Value>): Promise<Value> => {
    if (mode === "down") throw new StoreUnavailable("The test's store is down.");
    return await from();
  };
  return {
    be: (next) => {
      mode = next;
    },
    get: (...asked) => read(() => table.get(...asked)),
    query: (...asked) => read(() => table.query(...asked)),
    transact: async (...asked) => {
      if (mode === "up") return await table.transact(...asked);
      if (mode === "lost") await table.transact(...asked);
      return { outcome: "unknown", cause: new StoreUnavailable("The test's store is broken.") };
    },
  };
};

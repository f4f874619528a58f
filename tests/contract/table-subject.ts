import { randomUUID } from "node:crypto";
import type { Cells, Op, StoredRow, TableStore, Transacted } from "../../shared/application/ports.ts";

/** Has the form of an ETag, and no row ever has it. */
export const NEVER = 'W/"never"';

export const create = (rowKey: string, cells: Cells = { n: 1 }): Op => ({ op: "create", rowKey, cells });
export const remove = (rowKey: string, etag: string): Op => ({ op: "delete", rowKey, etag });
export const update = (rowKey: string, etag: string, cells: Cells = { n: 2 }): Op => ({
  op: "update",
  rowKey,
  cells,
  etag,
});
/** Creates of so many different rows. */
export const creates = (count: number): readonly Op[] =>
  Array.from({ length: count }, (_, n) => create(`new|${n}`));

/** The store under test, seen through one partition that no other test uses. */
export type Subject = {
  readonly store: () => TableStore;
  readonly partition: () => string;
  /** Turns to a partition that is still empty. */
  readonly renew: () => void;
  readonly transact: (...ops: readonly Op[]) => Promise<Transacted>;
  /** Transacts and gives the ETags; throws unless it was committed. */
  readonly commit: (...ops: readonly Op[]) => Promise<readonly string[]>;
  readonly get: (rowKey: string) => Promise<StoredRow | undefined>;
  readonly all: () => Promise<readonly StoredRow[]>;
  readonly keysIn: (from: string, to: string, limit?: number) => Promise<readonly string[]>;
};

/** `makeStore` is called again for each test. */
export const subjectOf = (makeStore: () => TableStore): Subject => {
  let store: TableStore;
  let partition: string;
  const transact = (...ops: readonly Op[]) => store.transact("Sessions", partition, ops);
  const query = (from: string, to: string, limit: number) =>
    store.query("Sessions", partition, from, to, limit);
  return {
    store: () => store,
    partition: () => partition,
    renew: () => {
      store = makeStore();
      partition = `tenant-${randomUUID()}`;
    },
    transact,
    commit: async (...ops) => {
      const transacted = await transact(...ops);
      if (transacted.outcome !== "committed") throw new Error(`${transacted.outcome}, not committed.`);
      return transacted.etags;
    },
    get: (rowKey) => store.get("Sessions", partition, rowKey),
    all: () => query("", "~~", 1000),
    keysIn: async (from, to, limit = 1000) => (await query(from, to, limit)).map((row) => row.rowKey),
  };
};

import type { Op, TableName, TableStore } from "../../shared/application/ports.ts";

/** What is told of every commit to a partition. */
type Follower = { readonly commit: (ops: readonly Op[]) => void };

// Of a row that is not there.
const NO_ETAG = `W/"none"`;

/**
 * The table with a check at every commit to a partition that is followed. An ETag `*` matches any row, as
 * it does in Table Storage, so that a writer without If-Match can be put to the test.
 */
export const createCheckedTable = (
  table: TableStore,
  followed: (name: TableName, partition: string) => Follower | undefined,
): TableStore => {
  const matched = async (name: TableName, partition: string, op: Op): Promise<Op> => {
    if (op.op === "create" || op.etag !== "*") return op;
    const stored = await table.get(name, partition, op.rowKey);
    return { ...op, etag: stored?.etag ?? NO_ETAG };
  };
  return {
    get: table.get,
    query: table.query,
    transact: async (name, partition, ops) => {
      const exact = ops.some((op) => op.op !== "create" && op.etag === "*")
        ? await Promise.all(ops.map((op) => matched(name, partition, op)))
        : ops;
      const outcome = await table.transact(name, partition, exact);
      if (outcome.outcome === "committed") followed(name, partition)?.commit(exact);
      return outcome;
    },
  };
};

import { odata, type TableTransactionResponse } from "@azure/data-tables";
import type { Op, TableStore, Transacted } from "../application/ports.ts";
import type { DeleteEtags } from "./batch-policy.ts";
import { failingIndexOf, faultOf } from "./store-fault.ts";
import { toAction } from "./table-entity.ts";
import { getRow, queryRows } from "./table-reads.ts";
import { checkKey, checkLimit, checkOps, isEtag } from "./table-rules.ts";
import { type Call, type TableStorageOptions, tablesOf } from "./tables.ts";

/**
 * The table store on Azure Table Storage. Sends nothing until it is used. Throws at once on a connection
 * that can never work.
 */
export const tableStorage = (options: TableStorageOptions): TableStore => {
  const deleteEtags: DeleteEtags = new WeakMap();
  const onTable = tablesOf(options, deleteEtags);
  return {
    get: async (table, partition, rowKey) => {
      checkKey(partition);
      checkKey(rowKey);
      return await getRow(onTable, table, partition, rowKey);
    },
    query: async (table, partition, from, to, limit) => {
      checkKey(partition);
      checkLimit(limit);
      const filter = odata`PartitionKey eq ${partition} and RowKey ge ${from} and RowKey lt ${to}`;
      return await queryRows(onTable, table, filter, { partition, from, to, limit });
    },
    transact: async (table, partition, ops) => {
      checkOps(partition, ops);
      const actions = ops.map((op) => toAction(partition, op));
      const etags = ops.flatMap((op) => (op.op === "delete" ? [op.etag] : []));
      const submit: Call<TableTransactionResponse> = (client, abortSignal) => {
        deleteEtags.set(abortSignal, etags);
        return client.submitTransaction(actions, { abortSignal });
      };
      return await onTable(table, submit).then(
        (response) => committed(ops, response),
        (error: unknown) => failed(ops, error),
      );
    },
  };
};

/** An answer that lacks a success or an ETag is not one to go on from: the caller reads what is there. */
const committed = (ops: readonly Op[], { subResponses }: TableTransactionResponse): Transacted => {
  const etags = ops.flatMap((op, index) => {
    const { status = 0, etag } = subResponses[index] ?? {};
    if (status < 200 || status > 299) return [];
    if (op.op === "delete") return "";
    return isEtag(etag) ? etag : [];
  });
  if (subResponses.length === ops.length && etags.length === ops.length)
    return { outcome: "committed", etags };
  return { outcome: "unknown", cause: new Error("The answer to a transaction is not whole.") };
};

const failed = (ops: readonly Op[], cause: unknown): Transacted => {
  const code = faultOf(cause);
  if (code === "bug") throw cause;
  const index = failingIndexOf(cause);
  if (code === "unavailable" || code === "table-missing" || index === undefined || index >= ops.length)
    return { outcome: "unknown", cause };
  return { outcome: "conflict", index, code };
};

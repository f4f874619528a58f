import type { Cells, Op, TableName, WritePorts } from "../ports.ts";
import { type Try, untilSettled } from "./settle.ts";

/** The operation that puts a row: made where there is none (`etag` undefined), else changed If-Match. */
export const putOp = (rowKey: string, cells: Cells, etag: string | undefined): Op =>
  etag === undefined ? { op: "create", rowKey, cells } : { op: "update", rowKey, cells, etag };

type Place = { readonly table: TableName; readonly partition: string; readonly rowKey: string };

/** Makes the row unless one is there; gives the cells that are there in the end. */
export const ensureRow = (
  ports: WritePorts,
  { table, partition, rowKey }: Place,
  cells: Cells,
): Promise<Cells> =>
  untilSettled(ports, async (): Promise<Try<Cells>> => {
    const row = await ports.store.get(table, partition, rowKey);
    if (row) return { settled: row.cells };
    const create = putOp(rowKey, cells, undefined);
    return { outcome: await ports.store.transact(table, partition, [create]), value: cells };
  });

/** Removes the row; whether there was one. */
export const removeRow = async (ports: WritePorts, { table, partition, rowKey }: Place): Promise<boolean> => {
  let wasThere = false;
  return await untilSettled(ports, async (): Promise<Try<boolean>> => {
    const row = await ports.store.get(table, partition, rowKey);
    if (row === undefined) return { settled: wasThere };
    wasThere = true;
    const remove: Op = { op: "delete", rowKey, etag: row.etag };
    return { outcome: await ports.store.transact(table, partition, [remove]), value: true };
  });
};

import type { Cells, Op, Randomness, TableName, TableStore, Timers } from "./ports.ts";
import { type Try, untilSettled } from "./settle.ts";

type Ports = { readonly store: TableStore; readonly timers: Timers; readonly randomness: Randomness };
type Place = { readonly table: TableName; readonly partition: string; readonly rowKey: string };

/** Makes the row unless one is there; gives the cells that are there in the end. */
export const ensureRow = (ports: Ports, { table, partition, rowKey }: Place, cells: Cells): Promise<Cells> =>
  untilSettled(ports, async (): Promise<Try<Cells>> => {
    const row = await ports.store.get(table, partition, rowKey);
    if (row) return { settled: row.cells };
    const create: Op = { op: "create", rowKey, cells };
    return { outcome: await ports.store.transact(table, partition, [create]), value: cells };
  });

/** Removes the row; whether there was one. */
export const removeRow = async (ports: Ports, { table, partition, rowKey }: Place): Promise<boolean> => {
  let wasThere = false;
  return await untilSettled(ports, async (): Promise<Try<boolean>> => {
    const row = await ports.store.get(table, partition, rowKey);
    if (row === undefined) return { settled: wasThere };
    wasThere = true;
    const remove: Op = { op: "delete", rowKey, etag: row.etag };
    return { outcome: await ports.store.transact(table, partition, [remove]), value: true };
  });
};

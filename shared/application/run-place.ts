import type { WritePorts } from "./ports.ts";
import { type Try, untilSettled } from "./rows/settle.ts";
import { putOp } from "./rows/single-row.ts";

const PARTITION = "installation";
const KEY = "close-place";

/** The tenant after which the next run over all of them begins; empty text: with the first. */
export const readPlace = async ({ store }: WritePorts): Promise<string> =>
  String((await store.get("Tenants", PARTITION, KEY))?.cells["after"] ?? "");

/** Leaves the place behind, where it is another one. Of runs that overlap the last one's holds, which is as good. */
export const writePlace = (ports: WritePorts, after: string): Promise<void> =>
  untilSettled(ports, async (): Promise<Try<void>> => {
    const row = await ports.store.get("Tenants", PARTITION, KEY);
    if (String(row?.cells["after"] ?? "") === after) return { settled: undefined };
    const ops = [putOp(KEY, { after }, row?.etag)];
    return { outcome: await ports.store.transact("Tenants", PARTITION, ops), value: undefined };
  });

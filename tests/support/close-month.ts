import type { Op, TableStore } from "../../shared/application/ports.ts";
import { HEAD_KEY, headFromCells, headToCells } from "../../shared/application/rows/head.ts";
import {
  emptyLane,
  LANES,
  laneFromStored,
  laneKey,
  laneToCells,
} from "../../shared/application/rows/lane.ts";
import type { TenantId } from "../../shared/domain/ids.ts";
import type { Period } from "../../shared/domain/period.ts";
import { given } from "./values.ts";

/** Closes a month as far as the count sees it: seals its lanes and moves the head, in one transaction. */
export const closeMonth = async (store: TableStore, tenant: TenantId, period: Period): Promise<void> => {
  const stored = await store.query("Sessions", tenant, laneKey(period, ""), laneKey(period, "late"), LANES);
  const lanes = Array.from({ length: LANES }, (_, index) => {
    const rowKey = laneKey(period, index);
    const row = stored.find((each) => each.rowKey === rowKey);
    return row ? laneFromStored(period, row) : emptyLane(period, rowKey);
  });
  const seals = lanes.map(({ rowKey, etag, figures }): Op => {
    const cells = laneToCells({ figures, isSealed: true });
    return etag === undefined ? { op: "create", rowKey, cells } : { op: "update", rowKey, cells, etag };
  });
  const head = given(await store.get("Sessions", tenant, HEAD_KEY));
  const cells = headToCells({ ...headFromCells(head.cells), lastClosed: period });
  const moved: Op = { op: "update", rowKey: HEAD_KEY, cells, etag: head.etag };
  const { outcome } = await store.transact("Sessions", tenant, [...seals, moved]);
  if (outcome !== "committed") throw new Error("The month was not closed.");
};

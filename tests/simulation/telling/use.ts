import type { TableStore } from "../../../shared/application/ports.ts";
import { emptyLane, laneFromStored, laneKey, laneToCells } from "../../../shared/application/rows/lane.ts";
import type { TenantId } from "../../../shared/domain/ids.ts";
import { instant, type Period, toIso } from "../../../shared/domain/period.ts";
import { required } from "../required.ts";

/**
 * Adds sessions to a month at once and without faults, as if the ledger had counted them: that it counts right is
 * no question here. Gives what there is to be told: late sessions, where the month is closed.
 */
export const countSessions = async (
  table: TableStore,
  tenant: TenantId,
  { period, sessions, atMs }: { readonly period: Period; readonly sessions: number; readonly atMs: number },
): Promise<"counted" | "late"> => {
  const head = await table.get("Sessions", tenant, "h");
  const isClosed = String(head?.cells["lastClosed"] ?? "") >= period;
  const rowKey = laneKey(period, isClosed ? "late" : 0);
  const row = await table.get("Sessions", tenant, rowKey);
  const lane = row ? laneFromStored(period, row) : emptyLane(period, rowKey);
  const now = toIso(required(instant(atMs)));
  const day = now.startsWith(period) ? now.slice(0, 10) : `${period}-15`;
  const figures = new Map(lane.figures);
  for (const figure of ["sessions", `day|${day}`, "channel|lcw", "bot|bot"] as const)
    figures.set(figure, (figures.get(figure) ?? 0) + sessions);
  const cells = laneToCells({ figures, isSealed: lane.isSealed });
  const op = row
    ? ({ op: "update", rowKey, cells, etag: row.etag } as const)
    : ({ op: "create", rowKey, cells } as const);
  await table.transact("Sessions", tenant, [op]);
  return isClosed ? "late" : "counted";
};

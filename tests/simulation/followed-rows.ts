import type { Cells } from "../../shared/application/ports.ts";
import type { Row } from "../../shared/domain/row.ts";
import { required } from "./required.ts";
import { type Bounds, checkChange, type Tracked } from "./row-checks.ts";
import { type FlatFigures, figuresOfRow, rowOfCells } from "./stored-row.ts";
import { addTo } from "./sums.ts";
import { mustHold } from "./violation.ts";

/** One tenant's rows of conversations, followed commit by commit. */
export type FollowedRows = {
  readonly all: ReadonlyMap<string, Tracked>;
  readonly put: (rowKey: string, cells: Cells) => void;
  /** Takes the row out; what it added stays in all totals. */
  readonly purge: (rowKey: string) => Row;
  /** How often each row was purged; one that never was is not among them. */
  readonly purgedTimes: ReadonlyMap<string, number>;
  /** How many rows were purged, and how many sessions among them. */
  readonly purged: () => number;
  readonly purgedSessions: () => number;
  /** A month's figures by its rows, also by those that were purged, and without those that are late. */
  readonly recount: (month: string) => FlatFigures;
};

/** No rows yet. `drift`: lanes minus rows, which is kept up to date with each row. */
export const followRows = (drift: Map<string, number>, bounds: Bounds): FollowedRows => {
  const all = new Map<string, Tracked>();
  const purgedTimes = new Map<string, number>();
  const purged = new Map<string, number>();
  return {
    all,
    put: (rowKey, cells) => {
      const before = all.get(rowKey);
      const row = rowOfCells(rowKey, cells);
      const tx = typeof cells["tx"] === "string" ? cells["tx"] : undefined;
      checkChange({ before, row, tx }, bounds);
      if (before) addTo(drift, figuresOfRow(before.row), 1);
      addTo(drift, figuresOfRow(row), -1);
      all.set(rowKey, { row, tx, versions: [...(before?.versions ?? []), row] });
    },
    purge: (rowKey) => {
      mustHold(/^[cx]\|/.test(rowKey), "only conversations are ever deleted", () => ({ rowKey }));
      const { row } = required(all.get(rowKey));
      all.delete(rowKey);
      addTo(purged, figuresOfRow(row), 1);
      purgedTimes.set(rowKey, (purgedTimes.get(rowKey) ?? 0) + 1);
      return row;
    },
    purgedTimes,
    purged: () => [...purgedTimes.values()].reduce((sum, times) => sum + times, 0),
    purgedSessions: () =>
      [...purged].reduce((sum, [figure, count]) => sum + (figure.endsWith("|sessions") ? count : 0), 0),
    recount: (month) => {
      const sums = new Map([...purged].filter(([figure]) => figure.startsWith(`${month}||`)));
      for (const { row } of all.values())
        if (row.period === month && !row.late) addTo(sums, figuresOfRow(row), 1);
      return sums;
    },
  };
};

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowFromStored, rowKeyOf, rowToCells } from "../../shared/application/rows/conversation-row.ts";
import { erase } from "../../shared/domain/erase.ts";
import { contributionsOf } from "../../shared/domain/figures.ts";
import { join } from "../../shared/domain/join.ts";
import { periodOf, toIso } from "../../shared/domain/period.ts";
import { anyCountedRow, anyExcludedRow, excludedByRow, invokedRow } from "../support/arbitraries.ts";
import { at, countedRow, excludedRow, NOTHING_SEALED } from "../support/values.ts";

const anyRow = fc.oneof(anyCountedRow, anyExcludedRow);

describe("an erased row", () => {
  it("keeps of its time the day only, and nothing of its phase", () => {
    const row = countedRow({ at: at("2026-11-25T23:59:59.999Z"), phase: "end", escalated: true });
    const { phase, ...kept } = row;
    expect(erase(row)).toEqual({ ...kept, at: at("2026-11-25T00:00:00.000Z"), isErased: true });
    expect(erase(row)).not.toHaveProperty("phase");
  });

  it("keeps the reason of an exclusion, and nothing of its evidence", () => {
    const row = excludedRow({ role: "smart-assist", roleEvidence: "channelData.tags = smartbot" });
    expect(erase(row)).toMatchObject({ reason: "smart-assist", evidence: "", isErased: true });
  });

  it("adds to the same totals as before", () => {
    fc.assert(
      fc.property(anyRow, (row) => {
        const erased = erase(row);
        expect(contributionsOf(erased)).toEqual(contributionsOf(row));
        expect([erased.key, erased.kind, periodOf(erased.at)]).toEqual([row.key, row.kind, row.period]);
        expect(toIso(erased.at)).toMatch(/T00:00:00\.000Z$/);
      }),
    );
  });

  it("is itself when it is erased again, so that there is nothing to write", () => {
    fc.assert(
      fc.property(anyRow, (row) => {
        const erased = erase(row);
        expect(erase(erased)).toBe(erased);
      }),
    );
  });

  it("is itself whatever is reported of its conversation, also an earlier invocation or another bot", () => {
    const reported = fc.oneof(fc.tuple(invokedRow, invokedRow), fc.tuple(excludedByRow, excludedByRow));
    fc.assert(
      fc.property(reported, ([row, incoming]) => {
        const erased = erase(row);
        expect(join(erased, incoming, NOTHING_SEALED)).toBe(erased);
      }),
    );
  });

  it("is read as it was written", () => {
    fc.assert(
      fc.property(anyRow, (row) => {
        const erased = erase(row);
        const tx = erased.kind === "counted" ? "tx-1" : undefined;
        const stored = { rowKey: rowKeyOf(erased), etag: 'W/"1"', cells: rowToCells(erased, tx) };
        expect(rowFromStored(stored).row).toEqual(erased);
      }),
    );
  });
});

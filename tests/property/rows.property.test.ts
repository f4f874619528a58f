import fc from "fast-check";
import { expect, test } from "vitest";
import { rowFromStored, rowKeyOf, rowToCells } from "../../shared/application/rows/conversation-row.ts";
import { headFromCells, headToCells, newHead } from "../../shared/application/rows/head.ts";
import { NO_NAMES, withNames } from "../../shared/domain/names.ts";
import type { Row } from "../../shared/domain/row.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { anyCountedRow, anyExcludedRow, hostileBotId, MONTHS, someInstant } from "../support/arbitraries.ts";
import { countedRow, given, keyNumber, tenant } from "../support/values.ts";

const ACME = tenant("acme");
const ETAG = 'W/"1"';
const anyRow: fc.Arbitrary<Row> = fc.oneof(anyCountedRow, anyExcludedRow);
const tx = fc.stringMatching(/^[a-zA-Z0-9-]{1,36}$/);

test("a counted row is read back as it was written, with its mark", () => {
  fc.assert(
    fc.property(anyCountedRow, tx, (row, mark) => {
      const stored = { rowKey: rowKeyOf(row), etag: ETAG, cells: rowToCells(row, mark) };
      expect(rowFromStored(stored)).toEqual({ row, etag: ETAG, tx: mark });
    }),
    { numRuns: 1000 },
  );
});

test("an exclusion is read back as it was written, without a mark", () => {
  fc.assert(
    fc.property(anyExcludedRow, (row) => {
      const stored = { rowKey: rowKeyOf(row), etag: ETAG, cells: rowToCells(row, undefined) };
      expect(rowFromStored(stored)).toEqual({ row, etag: ETAG });
    }),
    { numRuns: 1000 },
  );
});

test("every row can be kept in a table, and comes back out of it", async () => {
  await fc.assert(
    fc.asyncProperty(anyRow, tx, async (row, mark) => {
      const store = memoryTable();
      const cells = rowToCells(row, row.kind === "counted" ? mark : undefined);
      await store.transact("Sessions", ACME, [{ op: "create", rowKey: rowKeyOf(row), cells }]);
      expect(rowFromStored(given(await store.get("Sessions", ACME, rowKeyOf(row)))).row).toEqual(row);
    }),
    { numRuns: 500 },
  );
});

test("no cell is there for what is not so", () => {
  const cells = rowToCells(countedRow(), "mark");
  expect(Object.keys(cells).sort()).toEqual(["at", "bot", "bots", "channel", "pack", "period", "tx"]);
});

test("the two rows of a conversation, and those of two, have keys of their own", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (a, b) => {
      const [one, other] = [keyNumber(a), keyNumber(b)];
      const keys = [one, other].flatMap((key) => [
        rowKeyOf({ kind: "counted", key }),
        rowKeyOf({ kind: "excluded", key }),
      ]);
      expect(new Set(keys).size).toBe(a === b ? 2 : 4);
    }),
  );
});

test("a head is read back as it was written, whatever its bots are named", () => {
  const percentage = fc.integer({ min: 1, max: 1000 });
  const thresholds = fc.record({ warning: percentage, exhausted: percentage });
  const bots = fc.array(hostileBotId, { maxLength: 70 });
  fc.assert(
    fc.property(
      someInstant,
      fc.constantFrom(...MONTHS),
      fc.boolean(),
      thresholds,
      bots,
      (at, period, isClosed, limits, ids) => {
        const names = ids.reduce((all, bot) => withNames(all, bot, "lcw"), NO_NAMES);
        const head = { ...newHead(period, at, limits), names, ...(isClosed ? { lastClosed: period } : {}) };
        expect(headFromCells(headToCells(head))).toEqual(head);
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  ["no key", `c|short`, rowToCells(countedRow(), "mark")],
  ["no mark", rowKeyOf(countedRow()), rowToCells(countedRow(), undefined)],
  [
    "a reason that is none",
    `x|${keyNumber(1)}`,
    { ...rowToCells(countedRow(), undefined), reason: "x", evidence: "" },
  ],
  ["a time that is none", rowKeyOf(countedRow()), { ...rowToCells(countedRow(), "mark"), at: "yesterday" }],
])("a stored row that is no conversation's is never taken for one: %s", (_, rowKey, cells) => {
  expect(() => rowFromStored({ rowKey, etag: ETAG, cells })).toThrow();
});

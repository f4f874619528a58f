import fc from "fast-check";
import { expect, test } from "vitest";
import { contributionsOf, type Figures, sumOf } from "../../shared/domain/figures.ts";
import { join } from "../../shared/domain/join.ts";
import type { Row } from "../../shared/domain/row.ts";
import { anyCountedRow, anyExcludedRow, invokedRow } from "../support/arbitraries.ts";
import { NOTHING_SEALED } from "../support/values.ts";

const anyRow: fc.Arbitrary<Row> = fc.oneof(anyCountedRow, anyExcludedRow);
const figuresOf = (row: Row, sign: 1 | -1 = 1): Figures =>
  sumOf(contributionsOf(row).map(({ figure }) => new Map([[figure, sign]])));
const totalOf = (figures: Figures, by: string): number =>
  [...figures].reduce((sum, [figure, count]) => (figure.startsWith(by) ? sum + count : sum), 0);
const someFigures = fc
  .array(fc.tuple(anyRow, fc.constantFrom<1 | -1>(1, -1)), { maxLength: 5 })
  .map((rows) => sumOf(rows.map(([row, sign]) => figuresOf(row, sign))));

test("a row adds to one month and lane only, to no figure twice, and a counted one to one session", () => {
  fc.assert(
    fc.property(anyRow, (row) => {
      const contributions = contributionsOf(row);
      expect(new Set(contributions.map(({ figure }) => figure)).size).toBe(contributions.length);
      expect(contributions.every(({ period, late }) => period === row.period && late === row.late)).toBe(
        true,
      );
      const figures = figuresOf(row);
      const one = row.kind === "counted" ? 1 : 0;
      expect(["sessions", "day|", "channel|"].map((by) => totalOf(figures, by))).toEqual([one, one, one]);
      expect(totalOf(figures, "bot|")).toBe(row.kind === "counted" ? row.bots.length : 0);
      expect(totalOf(figures, "excluded|")).toBe(1 - one);
    }),
    { numRuns: 1000 },
  );
});

test("a move or amendment keeps the sessions of all months together, and never takes a bot's away", () => {
  fc.assert(
    fc.property(invokedRow, invokedRow, (before, incoming) => {
      const after = join(before, incoming, NOTHING_SEALED);
      const change = sumOf([figuresOf(before, -1), figuresOf(after)]);
      expect(["sessions", "day|", "channel|"].map((by) => totalOf(change, by))).toEqual([0, 0, 0]);
      const isNew = before.bot !== incoming.bot;
      expect(totalOf(change, "bot|")).toBe(isNew ? 1 : 0);
    }),
    { numRuns: 1000 },
  );
});

test("what was added and is taken away again leaves nothing", () => {
  fc.assert(
    fc.property(someFigures, anyRow, (figures, row) => {
      expect(sumOf([sumOf([figures, figuresOf(row)]), figuresOf(row, -1)])).toEqual(figures);
    }),
  );
});

test("a sum is the same in any order and grouping, as lanes are added up", () => {
  fc.assert(
    fc.property(someFigures, someFigures, someFigures, (a, b, c) => {
      const all = sumOf([a, b, c]);
      expect(sumOf([c, a, b])).toEqual(all);
      expect(sumOf([sumOf([a, b]), c])).toEqual(all);
      expect([...all.values()]).not.toContain(0);
    }),
  );
});

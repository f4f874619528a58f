import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "../../shared/domain/decision.ts";
import { type IsSealed, join } from "../../shared/domain/join.ts";
import type { Row } from "../../shared/domain/row.ts";
import { excludedByRow, invokedRow, MONTHS } from "../support/arbitraries.ts";
import { given, NOTHING_SEALED, sealed } from "../support/values.ts";

const someSealed = fc.subarray(MONTHS).map((periods) => sealed(...periods));
const joined = (rows: readonly Row[], isSealed: IsSealed, from?: Row): Row =>
  given(rows.reduce<Row | undefined>((row, incoming) => join(row, incoming, isSealed), from));
const botsOf = (row: Row): readonly string[] => (row.kind === "counted" ? row.bots : []);

describe.each<readonly [string, fc.Arbitrary<Row>]>([
  ["counted", invokedRow],
  ["excluded", excludedByRow],
])("the join of a %s row", (_, someRow) => {
  const someRows = fc.array(someRow, { minLength: 1, maxLength: 8 });

  test("is idempotent: what was joined changes nothing, in whatever months are closed", () => {
    fc.assert(
      fc.property(someRows, someSealed, (rows, isSealed) => {
        const row = joined(rows, isSealed);
        expect(join(row, row, isSealed)).toBe(row);
        const again = given(rows.at(-1));
        expect(join(row, again, isSealed)).toBe(row);
      }),
      { numRuns: 2000 },
    );
  });

  test("is commutative in open months", () => {
    fc.assert(
      fc.property(someRow, someRow, (a, b) => {
        expect(join(a, b, NOTHING_SEALED)).toEqual(join(b, a, NOTHING_SEALED));
      }),
      { numRuns: 2000 },
    );
  });

  test("is associative in open months", () => {
    fc.assert(
      fc.property(someRow, someRow, someRow, (a, b, c) => {
        const left = join(join(a, b, NOTHING_SEALED), c, NOTHING_SEALED);
        expect(join(a, join(b, c, NOTHING_SEALED), NOTHING_SEALED)).toEqual(left);
      }),
      { numRuns: 2000 },
    );
  });

  test("is the same after any order, with anything repeated, in open months", () => {
    const reported = someRows.chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }), fc.subarray(rows)),
    );
    fc.assert(
      fc.property(reported, ([rows, shuffled, repeated]) => {
        const row = joined(rows, NOTHING_SEALED);
        expect(joined(shuffled, NOTHING_SEALED)).toEqual(row);
        expect(joined(repeated, NOTHING_SEALED, row)).toBe(row);
      }),
      { numRuns: 2000 },
    );
  });

  test("is that of the earliest invocation, with every bot and any escalation, in open months", () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const row = joined(rows, NOTHING_SEALED);
        expect(row.at).toBe(Math.min(...rows.map(({ at }) => at)));
        expect(
          rows.some(({ at, channel, bot }) => at === row.at && channel === row.channel && bot === row.bot),
        ).toBe(true);
        expect(new Set(botsOf(row))).toEqual(new Set(rows.flatMap(botsOf)));
        if (row.kind === "counted")
          expect(row.escalated).toBe(rows.some((each) => each.kind === "counted" && each.escalated));
      }),
      { numRuns: 2000 },
    );
  });

  test("never shrinks its bots, never grows its period, never enters a closed month", () => {
    fc.assert(
      fc.property(someRows, someSealed, (rows, isSealed) => {
        rows.reduce<Row | undefined>((before, incoming) => {
          const after = join(before, incoming, isSealed);
          if (before === undefined) return after;
          expect(after.period <= before.period && after.at <= before.at).toBe(true);
          expect(botsOf(after)).toEqual(expect.arrayContaining([...botsOf(before)]));
          if (after.period !== before.period) expect(isSealed(after.period)).toBe(false);
          expect([after.kind, after.key, after.late]).toEqual([before.kind, before.key, before.late]);
          return after;
        }, undefined);
      }),
      { numRuns: 2000 },
    );
  });

  test("leaves alone what lies in a closed month or is late", () => {
    fc.assert(
      fc.property(someRow, someRows, fc.boolean(), (row, rows, late) => {
        const stored = { ...row, late };
        expect(joined(rows, late ? NOTHING_SEALED : sealed(row.period), stored)).toBe(stored);
      }),
    );
  });

  test("begins late exactly where its month is closed", () => {
    fc.assert(
      fc.property(someRow, someSealed, (row, isSealed) => {
        expect(join(undefined, row, isSealed)).toEqual({ ...row, late: isSealed(row.period) });
      }),
    );
  });
});

test("only an answer that may claim the session claims it, and an earlier month is told exactly where it is one", () => {
  fc.assert(
    fc.property(
      fc.option(invokedRow, { nil: undefined }),
      invokedRow,
      someSealed,
      fc.boolean(),
      (before, incoming, isSealed, isFirst) => {
        const decision = decide(before, join(before, incoming, isSealed), incoming, isFirst);
        expect(["counted", "late"].includes(decision.decision)).toBe(isFirst);
        const isEarlier = decision.reason === "counted-in-earlier-period";
        if (!isFirst) expect(isEarlier).toBe(decision.period < incoming.period);
      },
    ),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { balanceOf } from "../../shared/domain/balance.ts";
import { GRANT_KINDS, type Grant, isInForce, putGrant } from "../../shared/domain/grant.ts";
import { grantId } from "../../shared/domain/ids.ts";
import { plusMonths } from "../../shared/domain/period.ts";
import { poolOf } from "../../shared/domain/pool.ts";
import { RULE_PACK } from "../../shared/domain/rule-pack.ts";
import { given, month } from "../support/values.ts";

const someMonth = fc.integer({ min: 0, max: 11 }).map((index) => plusMonths(month("2026-01"), index));
const quantity = fc.integer({ min: 1, max: 1_000_000 });
const someGrant: fc.Arbitrary<Grant> = fc
  .record(
    {
      kind: fc.constantFrom(...GRANT_KINDS),
      quantity,
      from: someMonth,
      months: fc.integer({ min: 1, max: 12 }),
    },
    { requiredKeys: ["kind", "quantity", "from"] },
  )
  .map(({ months, ...rest }) => ({
    grantId: given(grantId("g")),
    ...rest,
    ...(months === undefined ? {} : { until: plusMonths(rest.from, months) }),
  }));
const someGrants = fc.array(someGrant, { maxLength: 8 });
const isLicence = ({ kind }: Grant): boolean => kind !== "chatbot-sessions-add-on";

test("granted + overage = used + remaining, of which one of the last and the first is 0", () => {
  const thresholds = fc.record({
    warning: fc.integer({ min: 1, max: 1000 }),
    exhausted: fc.integer({ min: 1, max: 1000 }),
  });
  fc.assert(
    fc.property(fc.nat(), fc.nat(), thresholds, (granted, used, at) => {
      const balance = balanceOf(granted, used, at);
      expect(balance.granted + balance.overage).toBe(balance.used + balance.remaining);
      expect(Math.min(balance.remaining, balance.overage)).toBe(0);
      expect(balance.remaining >= 0 && balance.overage >= 0).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("the pool is the sum of the grants in force, add-ons only beside a licence", () => {
  fc.assert(
    fc.property(someGrants, someMonth, (grants, period) => {
      const inForce = grants.filter((grant) => isInForce(grant, period));
      const isLicensed = inForce.some(isLicence);
      const pool = poolOf(grants, period, RULE_PACK);
      const sum = inForce.reduce(
        (sessions, grant) => sessions + grant.quantity * (isLicence(grant) ? 50 : isLicensed ? 100 : 0),
        0,
      );
      expect(pool.granted).toBe(sum);
      expect(GRANT_KINDS.reduce((total, kind) => total + pool.byKind[kind].sessions, 0)).toBe(sum);
      const addOns = inForce
        .filter((grant) => !isLicence(grant))
        .reduce((all, each) => all + each.quantity, 0);
      expect(pool.addOnsWithoutLicence).toBe(isLicensed ? 0 : addOns);
    }),
    { numRuns: 2000 },
  );
});

test("one more grant never makes the pool of any month smaller, and their order does not matter", () => {
  fc.assert(
    fc.property(someGrants, someGrant, someMonth, (grants, more, period) => {
      const pool = poolOf(grants, period, RULE_PACK);
      const larger = poolOf([more, ...grants], period, RULE_PACK);
      expect(larger.granted).toBeGreaterThanOrEqual(pool.granted);
      expect(poolOf([...grants, more], period, RULE_PACK)).toEqual(larger);
    }),
  );
});

test("no put that succeeds changes the pool of a closed month", () => {
  fc.assert(
    fc.property(
      fc.option(someGrant, { nil: undefined }),
      someGrant,
      someMonth,
      someMonth,
      fc.boolean(),
      (existing, other, lastClosed, period, isSameKind) => {
        const { until: _, ...kept } = existing ?? other;
        const end = other.until === undefined ? {} : { until: other.until };
        const proposed = isSameKind ? { ...kept, ...end } : other;
        const put = putGrant(existing, proposed, lastClosed);
        fc.pre(put.ok && period <= lastClosed);
        const before = poolOf(existing ? [existing] : [], period, RULE_PACK);
        expect(poolOf([proposed], period, RULE_PACK)).toEqual(before);
      },
    ),
    { numRuns: 2000 },
  );
});

test("a fuller pool is never in a better state", () => {
  const order = ["ok", "warning", "exhausted"];
  fc.assert(
    fc.property(fc.nat({ max: 1000 }), fc.nat({ max: 1200 }), (granted, used) => {
      const at = { warning: 80, exhausted: 100 };
      const [less, more] = [balanceOf(granted, used, at), balanceOf(granted, used + 1, at)];
      expect(order.indexOf(more.state)).toBeGreaterThanOrEqual(order.indexOf(less.state));
    }),
  );
});

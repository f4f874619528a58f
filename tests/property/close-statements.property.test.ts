import fc from "fast-check";
import { expect, test } from "vitest";
import { verdictsOf } from "../../infra/cli/statement-faults.ts";
import {
  hashOf,
  statementFromStored,
  statementToCells,
} from "../../shared/application/rows/statement-row.ts";
import { canonicalJson } from "../../shared/domain/canonical-json.ts";
import { contributionsOf, type Figure, sumOf } from "../../shared/domain/figures.ts";
import { GRANT_KINDS } from "../../shared/domain/grant.ts";
import { instant, plusMonths } from "../../shared/domain/period.ts";
import { poolOf } from "../../shared/domain/pool.ts";
import type { Row } from "../../shared/domain/row.ts";
import { RULE_PACK } from "../../shared/domain/rule-pack.ts";
import { type Account, accountOf, type Statement } from "../../shared/domain/statement.ts";
import { anyCountedRow, anyExcludedRow } from "../support/arbitraries.ts";
import { given, grant, month, tenant } from "../support/values.ts";

const someRows: fc.Arbitrary<readonly Row[]> = fc.array(fc.oneof(anyCountedRow, anyExcludedRow), {
  maxLength: 20,
});
const someGrants = fc.array(
  fc.tuple(fc.constantFrom(...GRANT_KINDS), fc.integer({ min: 1, max: 1_000_000 })),
  { maxLength: 4 },
);
const someAccount: fc.Arbitrary<Account> = fc
  .tuple(someRows, someGrants, fc.nat({ max: 720 }), fc.nat({ max: 2 ** 40 }))
  .map(([rows, grants, graceHours, closedAt]) => {
    const figures = rows.flatMap(contributionsOf).map(({ figure }) => new Map<Figure, number>([[figure, 1]]));
    const period = month("2026-10");
    return accountOf({
      tenantId: tenant("acme"),
      period,
      pool: poolOf(
        grants.map(([kind, quantity]) => grant(kind, { quantity })),
        period,
        RULE_PACK,
      ),
      figures: sumOf(figures),
      pack: RULE_PACK.id,
      graceHours,
      closedAt: given(instant(closedAt)),
      previousHash: null,
    });
  });

const chained = (accounts: readonly Account[]): readonly Statement[] => {
  const chain: Statement[] = [];
  for (const [index, account] of accounts.entries()) {
    const period = plusMonths(month("2026-01"), index);
    const next = { ...account, period, previousHash: chain.at(-1)?.hash ?? null };
    chain.push({ ...next, hash: hashOf(next) });
  }
  return chain;
};
const someChain = fc.array(someAccount, { minLength: 1, maxLength: 5 }).map(chained);
const asSent = (chain: readonly Statement[]): unknown =>
  JSON.parse(JSON.stringify({ items: chain.map((statement) => ({ ...statement, late: { sessions: 3 } })) }));
const faultsOf = (input: unknown): readonly string[] =>
  given(verdictsOf(input)).flatMap(({ faults }) => faults);

test("an account adds up, whatever was counted and granted", () => {
  const total = (all: readonly { readonly sessions: number }[]): number =>
    all.reduce((sum, { sessions }) => sum + sessions, 0);
  fc.assert(
    fc.property(someAccount, (account) => {
      const { granted, used, unused, overage, grants, byDay, byChannel, byBot } = account;
      expect(used + unused).toBe(granted + overage);
      expect(Math.min(unused, overage)).toBe(0);
      expect([total(byDay), total(byChannel), total(Object.values(grants))]).toEqual([used, used, granted]);
      expect(total(byBot)).toBeGreaterThanOrEqual(used);
    }),
  );
});

test("a statement is read back from its row as it was made, and its hash is that of the stored text", () => {
  fc.assert(
    fc.property(someAccount, (account) => {
      const statement = { ...account, hash: hashOf(account) };
      const cells = statementToCells(statement);
      expect(statementFromStored({ rowKey: "s|2026-10", etag: "", cells })).toEqual(statement);
      expect(cells["account"]).toBe(canonicalJson(JSON.parse(String(cells["account"]))));
    }),
  );
});

test("a chain as the API sends it is sound, in whatever order it is read", () => {
  fc.assert(
    fc.property(
      someChain.chain((chain) => fc.shuffledSubarray([...chain], { minLength: chain.length })),
      (chain) => {
        expect(faultsOf(asSent(chain))).toEqual([]);
      },
    ),
  );
});

test("any single character that is changed in a statement's hashed text shows", () => {
  const character = fc.oneof(
    fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 1 }),
    fc.constant("日"),
  );
  fc.assert(
    fc.property(someAccount, fc.nat(), character, (account, place, other) => {
      const text = canonicalJson(account);
      const at = place % text.length;
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      fc.pre(changed !== text);
      const sent = parsed(`{"hash":"${hashOf(account)}",${changed.slice(1)}`);
      // A key that was doubled by the change is lost in parsing, whose value is then what counts.
      fc.pre(sent === undefined || canonicalJson({ ...sent, hash: undefined }) !== text);
      if (sent !== undefined) expect(faultsOf([sent])).not.toEqual([]);
    }),
    { numRuns: 3000 },
  );
});

test("a month that is left out, doubled or put in from elsewhere shows", () => {
  fc.assert(
    fc.property(fc.array(someAccount, { minLength: 3, maxLength: 5 }), fc.nat(), (accounts, place) => {
      const chain = chained(accounts);
      const [first, ...rest] = chain;
      expect(faultsOf(asSent(rest))).toHaveLength(1);
      expect(faultsOf(asSent([given(first), ...chain]))).not.toEqual([]);
      const at = 1 + (place % (chain.length - 2));
      expect(faultsOf(asSent(chain.filter((_, index) => index !== at)))).toHaveLength(1);
      const { hash: _, ...account } = given(chain[at]);
      const forged = {
        ...account,
        used: account.used + 1,
        overage: account.overage + 1,
        unused: account.unused,
      };
      const swapped = chain.map((statement, index) =>
        index === at ? { ...forged, hash: hashOf(forged) } : statement,
      );
      expect(faultsOf(asSent(swapped))).not.toEqual([]);
    }),
  );
});

test("canonical JSON is the same for equal values, whatever the order of their keys, and no other's", () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, shuffled(inner)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const value: unknown = JSON.parse(JSON.stringify(one));
      expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(value);
      if (canonicalJson(one) === canonicalJson(other))
        expect(value).toEqual(JSON.parse(JSON.stringify(other)));
    }),
    { numRuns: 2000 },
  );
});

const parsed = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

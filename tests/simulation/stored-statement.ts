import { createHash } from "node:crypto";
import type { Cells } from "../../shared/application/ports.ts";
import { text } from "./stored-cells.ts";
import type { StoredPool } from "./stored-grant.ts";
import type { FlatFigures } from "./stored-row.ts";
import { mustHold } from "./violation.ts";

type Named = readonly { readonly name: string; readonly sessions: number }[];

/** What the cells of a statement hold. */
export type StoredStatement = {
  readonly tenantId: string;
  readonly period: string;
  readonly granted: number;
  readonly grants: StoredPool["byKind"];
  readonly used: number;
  readonly unused: number;
  readonly overage: number;
  readonly byDay: Named;
  readonly byChannel: Named;
  readonly byBot: Named;
  readonly excluded: { readonly [reason: string]: number };
  readonly graceHours: number;
  readonly closedAt: string;
  readonly previousHash: string | null;
  readonly hash: string;
};

/** The statement that the cells hold, whose hash must be that of its text. */
export const statementOfCells = (cells: Cells): StoredStatement => {
  const account = text(cells, "account");
  const hash = text(cells, "hash");
  const parsed: unknown = JSON.parse(account);
  const facts = () => ({ account, hash });
  mustHold(JSON.stringify(sorted(parsed)) === account, "R10: a statement's text has one form", facts);
  const isItsOwn = createHash("sha256").update(account).digest("base64url") === hash;
  mustHold(isItsOwn, "R10: a statement's hash is its own", facts);
  return { ...(parsed as Omit<StoredStatement, "hash">), hash };
};

/** R9: all figures are the month's, one by one, and the pool is that of the grants. */
export const checkFigures = (statement: StoredStatement, recount: FlatFigures, pool: StoredPool): void => {
  const { used, granted, unused, overage, grants } = statement;
  const facts = () => ({ statement, recount: Object.fromEntries(recount), pool });
  const figures = figuresOf(statement);
  const isRecount =
    figures.size === recount.size && [...recount].every(([figure, count]) => figures.get(figure) === count);
  mustHold(isRecount, "R9: a statement's figures are those of its rows", facts);
  const isPool =
    granted === pool.granted && JSON.stringify(sorted(grants)) === JSON.stringify(sorted(pool.byKind));
  mustHold(isPool, "R9: a statement's pool is that of its grants", facts);
  const isBalanced = granted - used === unused - overage && Math.min(unused, overage) === 0;
  mustHold(isBalanced && unused >= 0 && overage >= 0, "R9: a statement adds up", facts);
};

const figuresOf = ({ period, used, byDay, byChannel, byBot, excluded }: StoredStatement): FlatFigures => {
  const named = (by: string, list: Named): [string, number][] =>
    list.map(({ name, sessions }) => [`${by}|${name}`, sessions]);
  const figures: [string, number][] = [
    ...(used === 0 ? [] : [["sessions", used] satisfies [string, number]]),
    ...named("day", byDay),
    ...named("channel", byChannel),
    ...named("bot", byBot),
    ...Object.entries(excluded).map(([reason, count]): [string, number] => [`excluded|${reason}`, count]),
  ];
  return new Map(figures.map(([figure, count]) => [`${period}||${figure}`, count]));
};

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [name, sorted(inner)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
};

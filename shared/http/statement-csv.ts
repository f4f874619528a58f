import { stringify } from "csv-stringify/sync";
import type { ShownStatement } from "../application/statements.ts";
import type { Statement } from "../domain/statement.ts";

const COLUMNS = ["tenantId", "period", "section", "name", "quantity", "sessions", "text"] as const;
type Row = Partial<Readonly<Record<(typeof COLUMNS)[number], string | number>>>;

/**
 * Statements as CSV (RFC 4180, with a header), one row a figure, so that files of several months can be joined:
 *
 * | section | name | filled in |
 * |---|---|---|
 * | total | granted, used, unused, overage | sessions |
 * | late | sessions: reported after the close, in none of the other figures | sessions |
 * | grant | the kind | quantity of licences or add-ons, and the sessions that they gave |
 * | day, channel, bot | the day, channel or bot | sessions |
 * | excluded | the reason | quantity of conversations |
 * | statement | pack, graceHours, closedAt, hash, previousHash | text |
 *
 * What a spreadsheet would take for a formula has an apostrophe before it, as OWASP advises; so has a hash
 * that begins with `-`: compare those of the JSON.
 */
export const statementsToCsv = (all: readonly ShownStatement[]): string =>
  stringify(all.flatMap(rowsOf), {
    header: true,
    columns: [...COLUMNS],
    cast: { string: guarded },
    record_delimiter: "windows",
  });

// Also behind a separator of other spreadsheets, and behind what they skip at the beginning of a cell.
const FORMULA = /(^|[;\t|])(?=[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20])/gu;
const guarded = (text: string): string => text.replace(FORMULA, "$1'");

const rowsOf = ({ statement, lateSessions }: ShownStatement): readonly Row[] => {
  const { tenantId, period, granted, used, unused, overage, grants, excluded } = statement;
  const rows: readonly Row[] = [
    ...Object.entries({ granted, used, unused, overage }).map(
      ([name, sessions]): Row => ({ section: "total", name, sessions }),
    ),
    { section: "late", name: "sessions", sessions: lateSessions },
    ...Object.entries(grants).map(([name, given]): Row => ({ section: "grant", name, ...given })),
    ...statement.byDay.map((day): Row => ({ section: "day", ...day })),
    ...statement.byChannel.map((channel): Row => ({ section: "channel", ...channel })),
    ...statement.byBot.map((bot): Row => ({ section: "bot", ...bot })),
    ...Object.entries(excluded).map(([name, quantity]): Row => ({ section: "excluded", name, quantity })),
    ...textsOf(statement),
  ];
  return rows.map((row) => ({ tenantId, period, ...row }));
};

const textsOf = ({ pack, graceHours, closedAt, hash, previousHash }: Statement): readonly Row[] =>
  Object.entries({
    pack,
    graceHours: String(graceHours),
    closedAt,
    hash,
    previousHash: previousHash ?? "",
  }).map(([name, text]) => ({ section: "statement", name, text }));

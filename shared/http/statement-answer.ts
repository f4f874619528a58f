import type { ShownStatement } from "../application/statements.ts";
import type { TenantId } from "../domain/ids.ts";
import { type Answer, answer } from "./answer.ts";
import { statementsToCsv } from "./statement-csv.ts";
import type { StatementFormat } from "./statement-format.ts";
import { statementsToHtml } from "./statement-html.ts";
import { PAGE_SECURITY_POLICY } from "./statement-style.ts";

/** One statement. */
export const statementAnswer = (shown: ShownStatement, format: StatementFormat): Answer => {
  const { tenantId, period } = shown.statement;
  const name = `statement-${tenantId}-${period}`;
  return inFormat(format, name, `Statement of ${tenantId} for ${period}`, [shown], toJson(shown));
};

/** All of a tenant's statements; in CSV and HTML they follow one another. */
export const statementsAnswer = (
  tenant: TenantId,
  all: readonly ShownStatement[],
  format: StatementFormat,
): Answer =>
  inFormat(format, `statements-${tenant}`, `Statements of ${tenant}`, all, { items: all.map(toJson) });

// The same URL has several forms.
const VARY = { vary: "accept" };

const inFormat = (
  format: StatementFormat,
  fileName: string,
  title: string,
  all: readonly ShownStatement[],
  json: unknown,
): Answer => {
  switch (format) {
    case "json":
      return { ...answer(json), headers: VARY };
    case "csv":
      return {
        status: 200,
        text: statementsToCsv(all),
        contentType: "text/csv; charset=utf-8; header=present",
        headers: { ...VARY, "content-disposition": `attachment; filename="${fileName}.csv"` },
      };
    case "html":
      return {
        status: 200,
        text: statementsToHtml(title, all),
        contentType: "text/html; charset=utf-8",
        headers: {
          ...VARY,
          "content-security-policy": PAGE_SECURITY_POLICY,
          "x-content-type-options": "nosniff",
          "referrer-policy": "no-referrer",
        },
      };
  }
};

/** What was reported late stands beside the statement: it is not hashed and can grow. */
const toJson = ({ statement, lateSessions }: ShownStatement): unknown => ({
  ...statement,
  late: { sessions: lateSessions },
});

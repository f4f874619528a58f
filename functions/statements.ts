import { problemAnswer, refuse } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Handler, handlerOf } from "../shared/http/handler.ts";
import { ROUTES } from "../shared/http/routes.ts";
import { statementAnswer, statementsAnswer } from "../shared/http/statement-answer.ts";
import { acceptedFormat } from "../shared/http/statement-format.ts";
import type { App } from "./app.ts";

/** All statements of a tenant, the oldest first. `format` goes before what `Accept` says. */
export const listStatements = (app: App): Handler =>
  handlerOf(ROUTES.listStatements, app, async ({ params: { tenantId }, query, accept }) => {
    const shown = await app.statements.list(tenantId);
    if (shown === undefined) return problemAnswer(noSuchTenant());
    return statementsAnswer(tenantId, shown, query.format ?? acceptedFormat(accept));
  });

/** The statement of a closed month. */
export const getStatement = (app: App): Handler =>
  handlerOf(ROUTES.getStatement, app, async ({ params: { tenantId, period }, query, accept }) => {
    const shown = await app.statements.get(tenantId, period);
    if (shown === undefined) return refuse("not-found", `There is no statement of ${period}.`);
    return statementAnswer(shown, query.format ?? acceptedFormat(accept));
  });

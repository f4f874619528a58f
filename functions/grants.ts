import { answer, problemAnswer, refuse } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Handler, handlerOf } from "../shared/http/handler.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** Puts a grant: 201 where it is new, 200 where it was there or only its end moved. */
export const putGrant = (app: App): Handler =>
  handlerOf(ROUTES.putGrant, app, async ({ params: { tenantId, grantId }, body }) => {
    const { until, ...rest } = body;
    const grant = { grantId, ...rest, ...(until === undefined ? {} : { until }) };
    const put = await app.grants.put(tenantId, grant);
    if (put === undefined) return problemAnswer(noSuchTenant());
    if (put.ok) {
      const checks = put.value === "same" ? [] : [await app.checkOfNow(tenantId, "grant")];
      return { ...answer(grant, put.value === "created" ? 201 : 200), asks: { checks } };
    }
    switch (put.refusal.code) {
      case "grant-differs":
        return refuse(
          "grant-differs",
          "Only `until` of a grant can change. End it, and put another under a new id.",
        );
      case "period-closed": {
        const { period } = put.refusal;
        return refuse("period-closed", `The pool of ${period} can no longer change.`, { period });
      }
    }
  });

/** All grants of a tenant, ended ones too. */
export const listGrants = (app: App): Handler =>
  handlerOf(ROUTES.listGrants, app, async ({ params: { tenantId } }) => {
    const items = await app.grants.list(tenantId);
    return items ? answer({ items }) : problemAnswer(noSuchTenant());
  });

import { answer, problemAnswer } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Endpoint, endpoint } from "../shared/http/endpoint.ts";
import { problem } from "../shared/http/problem.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** Puts a grant: 201 where it is new, 200 where it was there or only its end moved. */
export const putGrant = (app: App): Endpoint =>
  endpoint(ROUTES.putGrant, app, async ({ params: { tenantId, grantId }, body }) => {
    const { until, ...rest } = body;
    const grant = { grantId, ...rest, ...(until === undefined ? {} : { until }) };
    const put = await app.grants.put(tenantId, grant);
    if (put === undefined) return problemAnswer(noSuchTenant());
    if (put.ok) return answer(grant, put.value === "created" ? 201 : 200);
    switch (put.fault.code) {
      case "grant-differs":
        return problemAnswer(
          problem(
            "grant-differs",
            "Only `until` of a grant can change. End it, and put another under a new id.",
          ),
        );
      case "period-closed": {
        const { period } = put.fault;
        return problemAnswer(
          problem("period-closed", `The pool of ${period} can no longer change.`, { period }),
        );
      }
    }
  });

/** All grants of a tenant, ended ones too. */
export const listGrants = (app: App): Endpoint =>
  endpoint(ROUTES.listGrants, app, async ({ params: { tenantId } }) => {
    const head = await app.heads.read(tenantId);
    if (head === undefined) return problemAnswer(noSuchTenant());
    return answer({ items: await app.grants.at(tenantId, head) });
  });

import type { SinceRefusal } from "../shared/domain/since.ts";
import { answer, problemAnswer } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Handler, handlerOf, invalidRequest } from "../shared/http/handler.ts";
import { type Problem, problem } from "../shared/http/problem.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

const PAGE = 100;

/** All tenants, a page at a time: `next` is the `after` of the page that follows. */
export const listTenants = (app: App): Handler =>
  handlerOf(ROUTES.listTenants, app, async ({ query: { after } }) => {
    const items = await app.tenants.list(after, PAGE);
    const next = items.length === PAGE ? items.at(-1)?.tenantId : undefined;
    return answer({ items, next });
  });

/** Makes a tenant (201) or changes its settings. */
export const putTenant = (app: App): Handler =>
  handlerOf(ROUTES.putTenant, app, async ({ params: { tenantId }, body: { name, since, thresholds } }) => {
    const put = await app.tenants.put(tenantId, {
      name,
      ...(since === undefined ? {} : { since }),
      ...(thresholds === undefined ? {} : { thresholds }),
    });
    if (!put.ok) return problemAnswer(problemOf(put.refusal));
    const checks = put.value === "changed" ? [await app.checkOfNow(tenantId, "thresholds")] : [];
    const tenant = await app.tenants.get(tenantId);
    return { ...answer(tenant, put.value === "created" ? 201 : 200), asks: { checks } };
  });

/** A tenant's settings. */
export const getTenant = (app: App): Handler =>
  handlerOf(ROUTES.getTenant, app, async ({ params: { tenantId } }) => {
    const tenant = await app.tenants.get(tenantId);
    return tenant ? answer(tenant) : problemAnswer(noSuchTenant());
  });

const problemOf = (refusal: SinceRefusal): Problem => {
  switch (refusal.code) {
    case "since-fixed": {
      const { since } = refusal;
      const detail = `The first period is ${since}; it can move back only, and only while no period is closed.`;
      return problem("since-fixed", detail, { since });
    }
    case "since-out-of-range":
      return invalidRequest([
        { path: "since", message: `must be from ${refusal.earliest} to ${refusal.latest}` },
      ]);
  }
};

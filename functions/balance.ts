import { readBalance, readUsage } from "../shared/application/read-balance.ts";
import { toIso } from "../shared/domain/period.ts";
import { answer, problemAnswer } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Endpoint, endpoint } from "../shared/http/endpoint.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** What a month's pool still holds. */
export const getBalance = (app: App): Endpoint =>
  endpoint(ROUTES.getBalance, app, async ({ params: { tenantId }, query }) => {
    const balance = await readBalance(app, tenantId, query.period);
    if (balance === undefined) return problemAnswer(noSuchTenant());
    const { period, state, granted, used, remaining, overage, late, isClosed, asOf } = balance;
    const { addOnsWithoutLicence } = balance;
    return answer({
      tenantId,
      period,
      state,
      granted,
      used,
      remaining,
      overage,
      late,
      closed: isClosed,
      ...(addOnsWithoutLicence > 0 ? { addOnsWithoutLicence } : {}),
      asOf: toIso(asOf),
    });
  });

/** A month's sessions by day, channel or bot. */
export const getUsage = (app: App): Endpoint =>
  endpoint(ROUTES.getUsage, app, async ({ params: { tenantId }, query: { by, period } }) => {
    const usage = await readUsage(app, tenantId, by, period);
    if (usage === undefined) return problemAnswer(noSuchTenant());
    const items = usage.items.map(([name, sessions]) => ({ name, sessions }));
    return answer({ period: usage.period, by, items });
  });

import { toIso } from "../shared/domain/period.ts";
import { answer, problemAnswer } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Handler, handlerOf } from "../shared/http/handler.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** What a month's pool still holds. */
export const getBalance = (app: App): Handler =>
  handlerOf(ROUTES.getBalance, app, async ({ params: { tenantId }, query }) => {
    const balance = await app.readBalance(tenantId, query.period);
    if (balance === undefined) return problemAnswer(noSuchTenant());
    const { period, state, granted, used, remaining, overage, lateSessions, isClosed, asOf } = balance;
    const { addOnsWithoutLicence } = balance;
    return answer({
      tenantId,
      period,
      state,
      granted,
      used,
      remaining,
      overage,
      late: lateSessions,
      closed: isClosed,
      ...(addOnsWithoutLicence > 0 ? { addOnsWithoutLicence } : {}),
      asOf: toIso(asOf),
    });
  });

/** What the current month is expected to come to, and what to buy. */
export const getForecast = (app: App): Handler =>
  handlerOf(ROUTES.getForecast, app, async ({ params: { tenantId } }) => {
    const found = await app.readForecast(tenantId);
    return found ? answer(found) : problemAnswer(noSuchTenant());
  });

/** A month's sessions by day, channel or bot. */
export const getUsage = (app: App): Handler =>
  handlerOf(ROUTES.getUsage, app, async ({ params: { tenantId }, query: { by, period } }) => {
    const usage = await app.readUsage(tenantId, by, period);
    if (usage === undefined) return problemAnswer(noSuchTenant());
    const items = usage.items.map(([name, sessions]) => ({ name, sessions }));
    return answer({ period: usage.period, by, items });
  });

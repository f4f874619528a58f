import { toIso } from "../shared/domain/period.ts";
import { answer, problemAnswer } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Handler, handlerOf } from "../shared/http/handler.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** What was worth telling, of a month or of all. */
export const listAlerts = (app: App): Handler =>
  handlerOf(ROUTES.listAlerts, app, async ({ params: { tenantId }, query: { period } }) => {
    const alerts = await app.readAlerts(tenantId, period);
    if (alerts === undefined) return problemAnswer(noSuchTenant());
    const items = alerts.map(({ name, state, generation, at, isSent, content, ...alert }) => ({
      period: alert.period,
      alert: name,
      state,
      generation,
      at: toIso(at),
      sent: isSent,
      ...content,
    }));
    return answer({ items });
  });

/** Whether a bot may be invoked now, as far as the pool goes. Advice: recording is never blocked. */
export const checkAccess = (app: App): Handler =>
  handlerOf(ROUTES.checkAccess, app, async ({ params: { tenantId } }) => {
    const found = await app.checkAccess(tenantId);
    return found ? answer({ access: found.access, asOf: toIso(found.asOf) }) : problemAnswer(noSuchTenant());
  });

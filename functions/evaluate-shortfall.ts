import { checkMessage } from "../shared/application/check-message.ts";
import type { App } from "./app.ts";
import { queueHandler } from "./queue-handler.ts";

/** Evaluates the pool that a message names, and has what it raises told at once. */
export const evaluateShortfall = (app: App) =>
  queueHandler(app, "shortfall-checks", checkMessage, async ({ tenant, period, ...message }, log) => {
    const due = await app.evaluateShortfall(tenant, period);
    if (due === undefined) return { rejected: "no-such-tenant" };
    log(JSON.stringify({ event: "evaluated", tenant, period, ...message, due: due.length }));
    return { asks: { due } };
  });

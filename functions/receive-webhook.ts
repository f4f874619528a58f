import { problemAnswer, refuse } from "../shared/http/answer.ts";
import { unauthorized } from "../shared/http/authorize.ts";
import { type Handler, handlerOf } from "../shared/http/handler.ts";
import { resultsAnswer } from "../shared/http/record-json.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** Receives what a channel sends; the source's adapter reads it. An unknown source looks like a wrong credential. */
export const receiveWebhook = (app: App): Handler =>
  handlerOf(ROUTES.receiveWebhook, app, async ({ params, body }) => {
    const received = await app.receiveWebhook(params.tenantId, params.sourceId, body);
    switch (received.received) {
      case "from-unknown-source":
        return problemAnswer(unauthorized());
      case "too-many":
        return refuse("batch-too-large", `At most ${received.max} activities are read at once.`, {
          max: received.max,
        });
      case "outcomes":
        return { ...resultsAnswer(received.outcomes), asks: { checks: received.checks } };
    }
  });

import type { Reply } from "../shared/application/incoming.ts";
import { type Answer, problemAnswer, refuse } from "../shared/http/answer.ts";
import { unauthorized } from "../shared/http/authorize.ts";
import type { Handler } from "../shared/http/handler.ts";
import { resultsAnswer } from "../shared/http/record-json.ts";
import { ROUTES } from "../shared/http/routes.ts";
import { sourceHandlerOf } from "../shared/http/source-handler.ts";
import type { App } from "./app.ts";

/** Receives what a channel sends; the source's adapter reads it. An unknown source looks like a wrong credential. */
export const receiveWebhook = (app: App): Handler => handlerFor(app, ROUTES.receiveWebhook);

/** Answers a handshake by GET, such as WhatsApp's. */
export const greetSource = (app: App): Handler => handlerFor(app, ROUTES.greetSource);

/** Answers a handshake by OPTIONS: that of CloudEvents. */
export const askSource = (app: App): Handler => handlerFor(app, ROUTES.askSource);

const handlerFor = (app: App, route: typeof ROUTES.receiveWebhook): Handler =>
  sourceHandlerOf(route, app, async ({ params: { tenantId, sourceId }, incoming, isTrusted }) => {
    const received = await app.receiveWebhook(tenantId, sourceId, incoming, isTrusted);
    switch (received.received) {
      case "unproved":
        return problemAnswer(unauthorized(received.unendorsedChannel));
      case "no-handshake":
        return refuse("not-found", "The source's kind has no such handshake.");
      case "unreadable":
        return problemAnswer(received.fault);
      case "too-many":
        return refuse("batch-too-large", `At most ${received.max} activities are read at once.`, {
          max: received.max,
        });
      case "handshake":
        return replyAnswer(received.reply);
      case "outcomes": {
        const { outcomes, checks, reply } = received;
        return { ...(reply ? replyAnswer(reply) : resultsAnswer(outcomes)), asks: { checks } };
      }
    }
  });

const replyAnswer = (reply: Reply): Answer =>
  "text" in reply ? { status: 200, contentType: "text/plain", ...reply } : { status: 200, ...reply };

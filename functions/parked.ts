import { toIso } from "../shared/domain/period.ts";
import { answer } from "../shared/http/answer.ts";
import { type Handler, handlerOf } from "../shared/http/handler.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** Messages of the queues that can never succeed, and why. */
export const listParked = (app: App): Handler =>
  handlerOf(ROUTES.listParked, app, async () => {
    const items = (await app.parkedMessages.list()).map(({ parkedAt, ...message }) => ({
      ...message,
      parkedAt: toIso(parkedAt),
    }));
    return answer({ items });
  });

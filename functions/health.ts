import { answer } from "../shared/http/answer.ts";
import { type Handler, handlerOf } from "../shared/http/handler.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** The app runs. */
export const healthLive = (app: App): Handler =>
  handlerOf(ROUTES.healthLive, app, async () => answer({ status: "live" }));

/** Invocations can be recorded; else the problem says what is wrong (503). */
export const healthReady = (app: App): Handler =>
  handlerOf(ROUTES.healthReady, app, async () => {
    await app.checkReadiness();
    return answer({ status: "ready" });
  });

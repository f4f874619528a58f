import { answer } from "../shared/http/answer.ts";
import { type Endpoint, endpoint } from "../shared/http/endpoint.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** The app runs. */
export const healthLive = (app: App): Endpoint =>
  endpoint(ROUTES.healthLive, app, async () => answer({ status: "live" }));

/** The storage answers and was filled under this conversation id key; else the problem says what is wrong (503). */
export const healthReady = (app: App): Endpoint =>
  endpoint(ROUTES.healthReady, app, async () => {
    // The verification is remembered, so the storage is asked for something as well.
    await Promise.all([app.keys.verify(), app.store.get("Tenants", "installation", "readiness")]);
    return answer({ status: "ready" });
  });

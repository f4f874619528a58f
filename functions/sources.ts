import { answer, problemAnswer } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Endpoint, endpoint, invalidRequest } from "../shared/http/endpoint.ts";
import { problem } from "../shared/http/problem.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** Registers a sender of webhooks: 201 where it is new. Its `url` is where the sender is pointed to. */
export const putSource = (app: App): Endpoint =>
  endpoint(ROUTES.putSource, app, async ({ params: { tenantId, sourceId }, body: { kind, settings } }) => {
    if ((await app.heads.get(tenantId)) === undefined) return problemAnswer(noSuchTenant());
    const put = await app.sources.put(tenantId, sourceId, kind, settings);
    if (put.ok) {
      const url = `/api/v1/tenants/${tenantId}/sources/${sourceId}`;
      return answer({ sourceId, kind, url }, put.value === "created" ? 201 : 200);
    }
    switch (put.fault.code) {
      case "unknown-kind":
        return problemAnswer(
          invalidRequest([{ path: "kind", message: `must be ${put.fault.kinds.join(" or ")}` }]),
        );
      case "invalid-settings":
        return problemAnswer(
          invalidRequest(
            put.fault.faults.map(({ path, message }) => ({
              path: path === "" ? "settings" : `settings.${path}`,
              message,
            })),
          ),
        );
      case "source-kind-differs":
        return problemAnswer(problem("source-kind-differs", `The source is one of ${put.fault.kind}.`));
    }
  });

/** A tenant's sources. */
export const listSources = (app: App): Endpoint =>
  endpoint(ROUTES.listSources, app, async ({ params: { tenantId } }) => {
    if ((await app.heads.get(tenantId)) === undefined) return problemAnswer(noSuchTenant());
    return answer({ items: await app.sources.list(tenantId) });
  });

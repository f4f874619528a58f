import type { SourceRefusal } from "../shared/application/sources.ts";
import { answer, problemAnswer } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Handler, handlerOf, invalidRequest } from "../shared/http/handler.ts";
import { type Problem, problem } from "../shared/http/problem.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** Registers a sender of webhooks: 201 where it is new. Its `url` is where the sender is pointed to. */
export const putSource = (app: App): Handler =>
  handlerOf(ROUTES.putSource, app, async ({ params: { tenantId, sourceId }, body: { kind, settings } }) => {
    const put = await app.sources.put(tenantId, sourceId, kind, settings);
    if (put === undefined) return problemAnswer(noSuchTenant());
    if (!put.ok) return problemAnswer(problemOf(put.refusal));
    const url = `/api/v1/tenants/${tenantId}/sources/${sourceId}`;
    return answer({ sourceId, kind, url }, put.value === "created" ? 201 : 200);
  });

/** A tenant's sources. */
export const listSources = (app: App): Handler =>
  handlerOf(ROUTES.listSources, app, async ({ params: { tenantId } }) => {
    const items = await app.sources.list(tenantId);
    return items ? answer({ items }) : problemAnswer(noSuchTenant());
  });

const problemOf = (refusal: SourceRefusal): Problem => {
  switch (refusal.code) {
    case "unknown-kind":
      return invalidRequest([{ path: "kind", message: `must be ${refusal.kinds.join(" or ")}` }]);
    case "invalid-settings": {
      const pathOf = (path: string): string => (path === "" ? "settings" : `settings.${path}`);
      return invalidRequest(refusal.faults.map(({ path, message }) => ({ path: pathOf(path), message })));
    }
    case "source-kind-differs":
      return problem("source-kind-differs", `The source is one of ${refusal.kind}.`);
  }
};

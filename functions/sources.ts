import type { SourceRefusal } from "../shared/application/put-source.ts";
import type { ListedSource } from "../shared/application/sources.ts";
import { type Answer, answer, problemAnswer, refuse } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Handler, handlerOf, invalidRequest } from "../shared/http/handler.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/**
 * Registers a sender of webhooks: 201 where it is new, with the secret where one is made for it, which is never
 * shown again. Its `url` is where the sender is pointed to. One that is disabled is enabled by a put without that.
 */
export const putSource = (app: App): Handler =>
  handlerOf(ROUTES.putSource, app, async ({ params: { tenantId, sourceId }, body }) => {
    const { disabled, ...input } = body;
    const put = await app.sources.put(tenantId, sourceId, { ...input, isDisabled: disabled });
    if (put === undefined) return problemAnswer(noSuchTenant());
    if (!put.ok) return refusalAnswer(put.refusal);
    const url = `/api/v1/tenants/${tenantId}/sources/${sourceId}`;
    const { put: change, secret } = put.value;
    return answer({ sourceId, kind: body.kind, url, secret }, change === "created" ? 201 : 200);
  });

/** A tenant's sources, without their secrets. */
export const listSources = (app: App): Handler =>
  handlerOf(ROUTES.listSources, app, async ({ params: { tenantId } }) => {
    const sources = await app.sources.list(tenantId);
    return sources ? answer({ items: sources.map(toJson) }) : problemAnswer(noSuchTenant());
  });

/** Gives a source a new secret; the old one holds for a day more. */
export const rotateSourceSecret = (app: App): Handler =>
  handlerOf(ROUTES.rotateSourceSecret, app, async ({ params: { tenantId, sourceId } }) => {
    const rotated = await app.sources.rotateSecret(tenantId, sourceId);
    if (rotated === undefined) return refuse("not-found", "There is no such source.");
    return rotated.ok
      ? answer({ secret: rotated.value }, 201)
      : refuse("no-secret", "The vendor makes this kind's secrets: put the source with a new one.");
  });

const toJson = ({ sourceId, kind, settings, isDisabled }: ListedSource): unknown => ({
  sourceId,
  kind,
  settings,
  state: isDisabled ? "disabled" : "active",
});

const refusalAnswer = (refusal: SourceRefusal): Answer => {
  switch (refusal.code) {
    case "invalid-request":
      return problemAnswer(invalidRequest(refusal.faults));
    case "source-kind-differs":
      return refuse("source-kind-differs", `The source is one of ${refusal.kind}.`);
  }
};

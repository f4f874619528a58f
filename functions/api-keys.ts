import { toIso } from "../shared/domain/period.ts";
import { answer, problemAnswer, refuse } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Handler, handlerOf } from "../shared/http/handler.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** Makes an API key: 201, and the only answer that ever shows it. */
export const createKey = (app: App): Handler =>
  handlerOf(ROUTES.createKey, app, async ({ params: { tenantId }, body: { role, name, expiresAt } }) => {
    const wanted = { role, name, ...(expiresAt === undefined ? {} : { expiresAt }) };
    const created = await app.apiKeys.create(tenantId, wanted);
    return created ? answer(created, 201) : problemAnswer(noSuchTenant());
  });

/** A tenant's API keys, without their secrets. */
export const listKeys = (app: App): Handler =>
  handlerOf(ROUTES.listKeys, app, async ({ params: { tenantId } }) => {
    const keys = await app.apiKeys.list(tenantId);
    if (keys === undefined) return problemAnswer(noSuchTenant());
    const items = keys.map(({ createdAt, expiresAt, ...key }) => ({
      ...key,
      createdAt: toIso(createdAt),
      ...(expiresAt === undefined ? {} : { expiresAt: toIso(expiresAt) }),
    }));
    return answer({ items });
  });

/** Removes an API key: 204. */
export const deleteKey = (app: App): Handler =>
  handlerOf(ROUTES.deleteKey, app, async ({ params: { tenantId, keyId } }) =>
    (await app.apiKeys.remove(tenantId, keyId))
      ? { status: 204 }
      : refuse("not-found", "There is no such key."),
  );

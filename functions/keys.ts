import { toIso } from "../shared/domain/period.ts";
import { answer, problemAnswer } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Endpoint, endpoint } from "../shared/http/endpoint.ts";
import { problem } from "../shared/http/problem.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** Makes an API key: 201, and the only answer that ever shows it. */
export const createKey = (app: App): Endpoint =>
  endpoint(ROUTES.createKey, app, async ({ params: { tenantId }, body: { role, name, expiresAt } }) => {
    if ((await app.heads.get(tenantId)) === undefined) return problemAnswer(noSuchTenant());
    const wanted = { role, name, ...(expiresAt === undefined ? {} : { expiresAt }) };
    return answer(await app.apiKeys.create(tenantId, wanted), 201);
  });

/** A tenant's API keys, without their secrets. */
export const listKeys = (app: App): Endpoint =>
  endpoint(ROUTES.listKeys, app, async ({ params: { tenantId } }) => {
    if ((await app.heads.get(tenantId)) === undefined) return problemAnswer(noSuchTenant());
    const items = (await app.apiKeys.list(tenantId)).map(({ createdAt, expiresAt, ...key }) => ({
      ...key,
      createdAt: toIso(createdAt),
      ...(expiresAt === undefined ? {} : { expiresAt: toIso(expiresAt) }),
    }));
    return answer({ items });
  });

/** Removes an API key: 204. */
export const deleteKey = (app: App): Endpoint =>
  endpoint(ROUTES.deleteKey, app, async ({ params: { tenantId, keyId } }) =>
    (await app.apiKeys.remove(tenantId, keyId))
      ? { status: 204 }
      : problemAnswer(problem("not-found", "There is no such key.")),
  );

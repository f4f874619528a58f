import { refText } from "../shared/application/event-ref.ts";
import type { Endpoint } from "../shared/application/notifications/endpoints.ts";
import { DELIVERIES_MAX, type ListedDelivery } from "../shared/application/notifications/list-deliveries.ts";
import { toIso } from "../shared/domain/period.ts";
import { type Answer, answer, problemAnswer, refuse } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Handler, handlerOf, invalidRequest } from "../shared/http/handler.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** Puts an endpoint: 201 where it is new, with the secret of a webhook, which is never shown again. */
export const putEndpoint = (app: App): Handler =>
  handlerOf(ROUTES.putEndpoint, app, async ({ params: { tenantId, endpointId }, body }) => {
    const { events, ...address } = body;
    const put = await app.endpoints.put(tenantId, endpointId, { address, ...(events && { events }) });
    if (put === undefined) return problemAnswer(noSuchTenant());
    if (put.ok) {
      const { put: change, secret } = put.value;
      const { kind } = address;
      return answer({ endpointId, kind, events, secret }, change === "created" ? 201 : 200);
    }
    switch (put.refusal.code) {
      case "endpoint-kind-differs":
        return refuse("endpoint-kind-differs", "Put the other kind under a new id.", {
          kind: put.refusal.kind,
        });
      case "too-many-endpoints":
        return refuse("too-many-endpoints", `A tenant has at most ${put.refusal.max} endpoints.`);
      case "invalid-request":
        return problemAnswer(invalidRequest(put.refusal.faults));
    }
  });

/** A tenant's endpoints, without their addresses and secrets. */
export const listEndpoints = (app: App): Handler =>
  handlerOf(ROUTES.listEndpoints, app, async ({ params: { tenantId } }) => {
    const endpoints = await app.endpoints.list(tenantId);
    return endpoints ? answer({ items: endpoints.map(toJson) }) : problemAnswer(noSuchTenant());
  });

/** Removes an endpoint: 204. What is on its way to it is parked. */
export const deleteEndpoint = (app: App): Handler =>
  handlerOf(ROUTES.deleteEndpoint, app, async ({ params: { tenantId, endpointId } }) =>
    (await app.endpoints.remove(tenantId, endpointId)) ? { status: 204 } : noSuchEndpoint(),
  );

/** Gives a webhook a new secret; what is sent is signed with the old one too for a day. */
export const rotateEndpointSecret = (app: App): Handler =>
  handlerOf(ROUTES.rotateEndpointSecret, app, async ({ params: { tenantId, endpointId } }) => {
    const rotated = await app.endpoints.rotateSecret(tenantId, endpointId);
    if (rotated === undefined) return noSuchEndpoint();
    return rotated.ok
      ? answer({ secret: rotated.value }, 201)
      : refuse("no-secret", "Only a webhook has a secret to sign with.");
  });

/** Sends an event that means nothing, the way of all others: 202. */
export const pingEndpoint = (app: App): Handler =>
  handlerOf(ROUTES.pingEndpoint, app, async ({ params: { tenantId, endpointId } }) => {
    const sent = await app.ping(tenantId, endpointId);
    return sent ? { ...answer({ id: sent.event.id }, 202), asks: { due: sent.due } } : noSuchEndpoint();
  });

/** Has the events of a range sent again: 202. */
export const replayEvents = (app: App): Handler =>
  handlerOf(ROUTES.replayEvents, app, async ({ params: { tenantId, endpointId }, body: { from, to } }) => {
    const replayed = await app.replay(tenantId, endpointId, from, to);
    if (replayed === undefined) return noSuchEndpoint();
    const { events, next } = replayed;
    return answer({ events, ...(next !== undefined && { next: toIso(next) }) }, 202);
  });

/** What was sent to an endpoint, or is on its way, each with its attempts. */
export const listDeliveries = (app: App): Handler =>
  handlerOf(ROUTES.listDeliveries, app, async ({ params: { tenantId, endpointId }, query: { after } }) => {
    const found = await app.listDeliveries(tenantId, endpointId, after);
    if (found === undefined) return noSuchEndpoint();
    const last = found.length === DELIVERIES_MAX ? found.at(-1) : undefined;
    return answer({ items: found.map(deliveryJson), ...(last && { next: refText(last.event) }) });
  });

const noSuchEndpoint = (): Answer => refuse("not-found", "There is no such endpoint.");

const toJson = ({ endpointId, kind, events, failingSince, disabled }: Endpoint): unknown => ({
  endpointId,
  kind,
  events,
  state: disabled ? "disabled" : "active",
  ...(failingSince !== undefined && { failingSince: toIso(failingSince) }),
  ...(disabled && { disabledAt: toIso(disabled.at), reason: disabled.reason }),
});

const deliveryJson = ({ event, delivery }: ListedDelivery): unknown => ({
  id: event.id,
  at: toIso(event.at),
  state: delivery.state,
  attempts: delivery.attempts,
  ...(delivery.state === "pending" && { nextAttemptAt: toIso(delivery.nextAttemptAt) }),
  ...(delivery.state === "parked" && { reason: delivery.reason }),
  log: delivery.log.map((attempt) => ({ ...attempt, at: toIso(attempt.at) })),
});

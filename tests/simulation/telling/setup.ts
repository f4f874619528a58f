import type { EndpointInput } from "../../../shared/application/notifications/put-endpoint.ts";
import type { Ports } from "../../../shared/application/ports.ts";
import { type EndpointId, grantId } from "../../../shared/domain/ids.ts";
import { instant, parsePeriod } from "../../../shared/domain/period.ts";
import { monthOf, monthsAfter } from "../months.ts";
import type { Random } from "../random.ts";
import { required } from "../required.ts";
import { randomnessOf, SETTINGS } from "./instance.ts";
import type { PlannedTenant } from "./planned-tenant.ts";
import { receiverOf, urlOf } from "./receivers.ts";
import type { TellingStage } from "./subject.ts";
import type { TellingWorld } from "./world.ts";

/** How an endpoint of the tenant is put. */
export const inputOf = ({ name, endpoints }: PlannedTenant, id: EndpointId): EndpointInput => {
  const events = endpoints.find((endpoint) => endpoint.id === id)?.events;
  const address = { kind: "webhook", url: urlOf(receiverOf(name, id)) } as const;
  return events ? { address, events } : { address };
};

/** Makes the tenants with their licences and first endpoints, before anything can go wrong. */
export const setUp = async (
  { subject, table }: Pick<TellingStage, "subject" | "table">,
  random: Random,
  { tenants, startsAtMs, graceHours }: TellingWorld,
): Promise<void> => {
  const ports: Ports = {
    store: table,
    clock: { now: async () => required(instant(startsAtMs)) },
    // Nothing waits where nothing goes wrong.
    timers: { monotonicMs: () => 0, after: () => () => undefined, soon: () => undefined },
    randomness: randomnessOf(random, "setup"),
  };
  const sending = { send: () => Promise.reject(new Error("Nothing is sent.")), faultOf: () => undefined };
  const app = subject.createApp(
    { ...ports, sending, adapters: new Map(), onFault: () => undefined },
    { ...SETTINGS, graceHours },
  );
  // A month before, so that one is closed in almost every run.
  const since = required(parsePeriod(monthsAfter(monthOf(startsAtMs), -1)));
  for (const tenant of tenants) {
    const { name, licences, endpoints } = tenant;
    await app.tenants.put(name, { name, since });
    const id = required(grantId("licences"));
    await app.grants.put(name, { grantId: id, kind: "chat", quantity: licences, from: since });
    for (const { id: endpoint, isFirst } of endpoints)
      if (isFirst) await app.endpoints.put(name, endpoint, inputOf(tenant, endpoint));
  }
};

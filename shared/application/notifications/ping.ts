import type { EndpointId, TenantId } from "../../domain/ids.ts";
import type { EventRef } from "../event-ref.ts";
import type { Ports } from "../ports.ts";
import { writeEvent } from "./announce.ts";
import type { Endpoints } from "./endpoints.ts";
import type { Pointer } from "./pointers.ts";

/** An event of no other meaning, on its way to one endpoint; undefined: no such endpoint. */
export type Ping = (
  tenant: TenantId,
  endpoint: EndpointId,
) => Promise<{ readonly event: EventRef; readonly due: readonly Pointer[] } | undefined>;

/** Goes the way of every other event, so that what it shows holds for them too; each is a new one. */
export const createPing =
  (ports: Ports & { readonly endpoints: Endpoints }): Ping =>
  async (tenant, endpoint) => {
    const [found, at] = await Promise.all([ports.endpoints.get(tenant, endpoint), ports.clock.now()]);
    if (found === undefined) return undefined;
    const event = { at, id: `msg_${ports.randomness.base62(ID_LENGTH)}` };
    const content = { type: "ping", data: { tenantId: tenant, endpointId: endpoint } } as const;
    const { events: _, ...receiver } = found;
    return { event, due: await writeEvent(ports, tenant, event, content, [receiver]) };
  };

const ID_LENGTH = 24;

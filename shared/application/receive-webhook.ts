import type { SourceId, TenantId } from "../domain/ids.ts";
import type { Adapters } from "./adapter.ts";
import type { RecordedAll, RecordInvocations } from "./record-invocations.ts";
import type { Sources } from "./sources.ts";

/** What a payload came to. */
export type Received =
  | ({ readonly received: "outcomes" } & RecordedAll)
  | { readonly received: "from-unknown-source" }
  | { readonly received: "too-many"; readonly max: number };

export type ReceiveWebhook = (tenant: TenantId, id: SourceId, payload: unknown) => Promise<Received>;

/** Activities in one payload: well above what any channel sends at once. */
const READINGS_MAX = 1000;

/** Reads a payload by the source's adapter and records what it reports. Throws as `recordInvocations` does. */
export const createReceiveWebhook = (ports: {
  readonly sources: Sources;
  readonly adapters: Adapters;
  readonly recordInvocations: RecordInvocations;
}): ReceiveWebhook => {
  const { sources, adapters, recordInvocations } = ports;
  return async (tenant, id, payload) => {
    const source = await sources.get(tenant, id);
    if (source === undefined) return { received: "from-unknown-source" };
    const adapter = adapters.get(source.kind);
    if (adapter === undefined) throw new Error("A source has a kind without an adapter.");
    // Before they are read: that takes the process from all other tenants for as long as it lasts.
    if (adapter.countOf(payload) > READINGS_MAX) return { received: "too-many", max: READINGS_MAX };
    const recorded = await recordInvocations(tenant, adapter.read(payload, source.settings));
    return recorded ? { received: "outcomes", ...recorded } : { received: "from-unknown-source" };
  };
};

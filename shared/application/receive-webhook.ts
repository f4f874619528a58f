import type { SourceId, TenantId } from "../domain/ids.ts";
import type { Incoming, Reply, Verdict } from "./incoming.ts";
import type { Clock } from "./ports.ts";
import type { RecordedAll, RecordInvocations } from "./record-invocations.ts";
import type { Source, Sources } from "./sources.ts";

/** What became of what was sent. */
export type Received<Fault> =
  | ({ readonly received: "outcomes"; readonly reply?: Reply } & RecordedAll)
  | { readonly received: "handshake"; readonly reply: Reply }
  /** It proves nothing, or there is no such source: the two look alike. */
  | { readonly received: "unproved"; readonly unendorsedChannel?: string }
  | { readonly received: "no-handshake" }
  | { readonly received: "unreadable"; readonly fault: Fault }
  | { readonly received: "too-many"; readonly max: number };

/** `isTrusted`: an ingest key of the tenant vouches for it, so that the sender need not prove itself. */
export type ReceiveWebhook = <Fault>(
  tenant: TenantId,
  id: SourceId,
  incoming: Incoming<Fault>,
  isTrusted: boolean,
) => Promise<Received<Fault>>;

/** Activities in one payload: well above what any channel sends at once. */
const READINGS_MAX = 1000;

/**
 * Has the sender prove itself, reads what it sent by the source's adapter and records what that reports. Nothing
 * is parsed before the proof but what the proof itself is about.
 * Throws as `recordInvocations` does, and `ProofUnavailable`.
 */
export const createReceiveWebhook = (ports: {
  readonly sources: Pick<Sources, "get">;
  readonly clock: Clock;
  readonly recordInvocations: RecordInvocations;
}): ReceiveWebhook => {
  const { sources, clock, recordInvocations } = ports;
  return async (tenant, id, incoming, isTrusted) => {
    const source = await sources.get(tenant, id);
    if (source === undefined) return { received: "unproved" };
    const verdict = isTrusted ? PROVED : await verdictOn(incoming, source, clock);
    if (verdict.verdict === "unendorsed") return { received: "unproved", unendorsedChannel: verdict.channel };
    if (verdict.verdict === "not-proved") return { received: "unproved" };

    const { mediaTypes, handshake, countOf, read, reply } = source.configured;
    if (incoming.method !== "POST") {
      const greeting = handshake?.(incoming, undefined);
      return greeting ? { received: "handshake", reply: greeting } : { received: "no-handshake" };
    }
    const payload = incoming.payloadAs(mediaTypes);
    if (!payload.ok) return { received: "unreadable", fault: payload.refusal };
    // Before they are read: that takes the process from all other tenants for as long as it lasts.
    if (countOf(payload.value) > READINGS_MAX) return { received: "too-many", max: READINGS_MAX };
    const greeting = handshake?.(incoming, payload.value);
    if (greeting) return { received: "handshake", reply: greeting };
    const recorded = await recordInvocations(tenant, read(payload.value, incoming));
    return recorded
      ? { received: "outcomes", ...recorded, ...(reply && { reply }) }
      : { received: "unproved" };
  };
};

const PROVED: Verdict = { verdict: "proved" };

/** The first proof that holds decides; else the one that says most. */
const verdictOn = async (incoming: Incoming, source: Source, clock: Clock): Promise<Verdict> => {
  const now = await clock.now();
  const known = { secrets: source.secretsAt(now), now };
  let verdict: Verdict = { verdict: "not-proved" };
  for (const proof of source.configured.proofs) {
    const next = await proof(incoming, known);
    if (next.verdict === "proved") return next;
    if (next.verdict === "unendorsed") verdict = next;
  }
  return verdict;
};

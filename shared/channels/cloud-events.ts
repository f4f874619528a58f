import * as z from "zod";
import type { Adapter, Reading } from "../application/adapter.ts";
import { fromCloudEvent, INVOCATION_EVENT } from "../application/invocation-input.ts";
import { cloudEventsHandshake } from "./cloud-events-handshake.ts";
import { configuring } from "./configuring.ts";
import { EVENT_TYPES } from "./media-types.ts";
import { NOT_AN_INVOCATION } from "./reading-of.ts";
import { sharedSecretProof } from "./shared-secret.ts";
import { STANDARD_WEBHOOKS } from "./standard-webhooks.ts";

const INVOCATION = z.object({ type: z.literal(INVOCATION_EVENT) });

/**
 * A sender of one's own, with the events that are recorded as they are; each says all of its invocation, so there are
 * no settings. Structured events and batches of them: what came in headers would not be signed.
 * Source: CloudEvents, "JSON Event Format" 1.0.2.
 */
export const CLOUD_EVENTS: Adapter = {
  configure: configuring(z.strictObject({}), () => ({
    mediaTypes: EVENT_TYPES,
    proofs: [STANDARD_WEBHOOKS, sharedSecretProof()],
    countOf: (payload) => eventsOf(payload).length,
    read: (payload) => eventsOf(payload).map(readEvent),
    handshake: cloudEventsHandshake,
  })),
};

const eventsOf = (payload: unknown): readonly unknown[] => (Array.isArray(payload) ? payload : [payload]);

const readEvent = (event: unknown): Reading =>
  INVOCATION.safeParse(event).success ? fromCloudEvent(event) : NOT_AN_INVOCATION;

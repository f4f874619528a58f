import * as z from "zod";
import type { Adapter, Reading } from "../application/adapter.ts";
import type { Incoming, Reply } from "../application/incoming.ts";
import { readAdvancedMessage, readChatMessage } from "./acs-message.ts";
import { cloudEventsHandshake } from "./cloud-events-handshake.ts";
import { configuring } from "./configuring.ts";
import { EVENT_GRID_SETTINGS, type EventGridSettings } from "./event-grid-settings.ts";
import { EVENT_TYPES } from "./media-types.ts";
import { NOT_AN_INVOCATION } from "./reading-of.ts";
import { sharedSecretProof } from "./shared-secret.ts";

const VALIDATION = "Microsoft.EventGrid.SubscriptionValidationEvent";
// Of either schema, Event Grid's own and CloudEvents.
const EVENT = z.object({
  eventType: z.unknown().optional(),
  type: z.unknown().optional(),
  eventTime: z.unknown().optional(),
  time: z.unknown().optional(),
  data: z.unknown().optional(),
});
const VALIDATION_DATA = z.object({ validationCode: z.string().max(256) });

/**
 * A subscription of Azure Event Grid, with the events of Azure Communication Services. It does not sign: it shows the
 * secret as `?code=` in its address.
 */
export const EVENT_GRID: Adapter = {
  configure: configuring(EVENT_GRID_SETTINGS, (settings) => ({
    mediaTypes: EVENT_TYPES,
    proofs: [sharedSecretProof()],
    countOf: (payload) => eventsOf(payload).length,
    read: (payload) => eventsOf(payload).map((event) => readEvent(event, settings)),
    handshake: (incoming, payload) => cloudEventsHandshake(incoming) ?? validationOf(incoming, payload),
  })),
};

const eventsOf = (payload: unknown): readonly unknown[] => (Array.isArray(payload) ? payload : [payload]);

const readEvent = (event: unknown, settings: EventGridSettings): Reading => {
  const { data: parsed } = EVENT.safeParse(event);
  if (parsed === undefined) return NOT_AN_INVOCATION;
  const time = parsed.eventTime ?? parsed.time;
  switch (parsed.eventType ?? parsed.type) {
    case "Microsoft.Communication.AdvancedMessageReceived":
      return readAdvancedMessage(parsed.data, time, settings);
    // Not ChatMessageReceived, which repeats the message for each participant.
    case "Microsoft.Communication.ChatMessageReceivedInThread":
      return readChatMessage(parsed.data, time, settings);
    default:
      return NOT_AN_INVOCATION;
  }
};

/**
 * The answer to the event by which Event Grid asks whether a subscription was meant, in its own schema alone.
 * Source: Microsoft Learn, "Endpoint validation with Event Grid event schema".
 */
const validationOf = ({ method }: Incoming, payload: unknown): Reply | undefined => {
  if (method !== "POST") return undefined;
  for (const event of eventsOf(payload)) {
    const { data: parsed } = EVENT.safeParse(event);
    if (parsed?.eventType !== VALIDATION) continue;
    const { data } = VALIDATION_DATA.safeParse(parsed.data);
    if (data) return { json: { validationResponse: data.validationCode } };
  }
  return undefined;
};

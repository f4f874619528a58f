import type { Adapter, Adapters } from "../application/adapter.ts";
import type { FetchJson } from "../application/incoming.ts";
import type { Timers } from "../application/ports.ts";
import { BOT_CONNECTOR_DOCUMENT } from "./bot-connector.ts";
import { botFramework } from "./bot-framework.ts";
import { CLOUD_EVENTS } from "./cloud-events.ts";
import { DATAVERSE } from "./dataverse.ts";
import { EVENT_GRID } from "./event-grid.ts";
import { createIssuerKeys } from "./openid-keys.ts";
import { SLACK } from "./slack.ts";
import { TEAMS_OUTGOING } from "./teams-outgoing.ts";
import { TWILIO } from "./twilio.ts";
import { WHATSAPP } from "./whatsapp.ts";

/**
 * Every kind of source there is, under the name that a source is registered with. A kind that is not in
 * here does not exist: nothing else lists them.
 */
export const createAdapters = (ports: {
  readonly fetchJson: FetchJson;
  readonly timers: Pick<Timers, "monotonicMs">;
}): Adapters =>
  new Map<string, Adapter>([
    ["bot-framework", botFramework(createIssuerKeys(BOT_CONNECTOR_DOCUMENT, ports))],
    ["teams-outgoing", TEAMS_OUTGOING],
    ["dataverse", DATAVERSE],
    ["event-grid", EVENT_GRID],
    ["slack", SLACK],
    ["whatsapp", WHATSAPP],
    ["twilio", TWILIO],
    ["cloudevents", CLOUD_EVENTS],
  ]);

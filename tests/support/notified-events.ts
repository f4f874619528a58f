import type { EventBody, EventContent } from "../../shared/domain/event.ts";
import {
  type EndpointId,
  endpointId,
  type SourceId,
  sourceId,
  type TenantId,
  tenantId,
} from "../../shared/domain/ids.ts";
import { type Day, type Period, parsePeriod } from "../../shared/domain/period.ts";
import { messageOf } from "../../shared/notify/message-of.ts";

const acme = tenantId("acme") as TenantId;
const october = parsePeriod("2026-10") as Period;
const pool = { tenantId: acme, period: october, granted: 1_500, used: 1_234, remaining: 266, overage: 0 };
/** What is expected of the pool in the events. */
export const outlook = {
  forecast: { p50: 1_620, p90: 1_790, exhaustedOn: "2026-10-23" as Day },
  addOnsToBuy: { p50: 2, p90: 3 },
  steps: ["Open the Microsoft 365 admin center.", "Go to Billing > Purchase services > Add-ons."],
  link: "https://admin.example/purchase?x=1&y=2",
};
/** An event of the content. */
export const bodyOf = (content: EventContent): EventBody => ({
  ...content,
  timestamp: "2026-10-14T09:30:00.000Z",
});

/** One event of each type. */
export const EVENTS: readonly EventContent[] = [
  { type: "pool.warning", data: { ...pool, ...outlook } },
  { type: "pool.exhausted", data: { ...pool, ...outlook, used: 1_512, remaining: 0, overage: 12 } },
  { type: "pool.forecast", data: { ...pool, ...outlook } },
  { type: "pool.recovered", data: { ...pool, alert: "exhausted" } },
  {
    type: "period.closed",
    data: {
      tenantId: acme,
      period: october,
      granted: 500,
      used: 410,
      unused: 90,
      overage: 0,
      hash: "_h_*a*~s~h",
    },
  },
  { type: "period.late-session", data: { tenantId: acme, period: october, lateSessions: 3 } },
  { type: "lint.auth-card", data: { tenantId: acme, period: october, bot: "sales-bot" } },
  {
    type: "source.silent",
    data: {
      tenantId: acme,
      sourceId: sourceId("lcw-eu") as SourceId,
      lastSeenAt: "2026-10-12T10:05:00.000Z",
    },
  },
  {
    type: "endpoint.disabled",
    data: { tenantId: acme, endpointId: endpointId("ops") as EndpointId, reason: "gone" },
  },
  { type: "ping", data: { tenantId: acme, endpointId: endpointId("ops") as EndpointId } },
];
/** What people are told of the event of this type, with these changes to its data. */
export const messageOfType = (type: EventContent["type"], changes: object = {}) => {
  const event = EVENTS.find((each) => each.type === type);
  return messageOf(bodyOf({ type, data: { ...event?.data, ...changes } } as EventContent));
};

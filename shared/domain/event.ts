import type { EndpointId, SourceId, TenantId } from "./ids.ts";
import type { Day, Period } from "./period.ts";
import type { ShortfallAlert } from "./shortfall.ts";

/** A pool as it stood when an alert was raised. All whole sessions. */
export type PoolFacts = {
  readonly tenantId: TenantId;
  readonly period: Period;
  readonly granted: number;
  readonly used: number;
  readonly remaining: number;
  readonly overage: number;
};

/** What the month is expected to come to, and how many add-ons would cover it; at the median and at 90 %. */
export type Outlook = {
  readonly forecast: { readonly p50: number; readonly p90: number; readonly exhaustedOn?: Day };
  readonly addOnsToBuy: { readonly p50: number; readonly p90: number };
  /** How to buy them, step by step. */
  readonly steps: readonly string[];
  readonly link: string;
};

/** What is told of each type of event. No personal data, and small: bodies stay below 20 KB. */
export type EventContent =
  | { readonly type: "pool.warning" | "pool.exhausted" | "pool.forecast"; readonly data: PoolFacts & Outlook }
  | { readonly type: "pool.recovered"; readonly data: PoolFacts & { readonly alert: ShortfallAlert } }
  | {
      readonly type: "period.closed";
      readonly data: {
        readonly tenantId: TenantId;
        readonly period: Period;
        readonly granted: number;
        readonly used: number;
        readonly unused: number;
        readonly overage: number;
        readonly hash: string;
      };
    }
  | {
      readonly type: "period.late-session";
      readonly data: {
        readonly tenantId: TenantId;
        readonly period: Period;
        /** All of that month so far. */
        readonly lateSessions: number;
      };
    }
  | {
      readonly type: "lint.auth-card";
      readonly data: { readonly tenantId: TenantId; readonly period: Period; readonly bot: string };
    }
  | {
      readonly type: "source.silent";
      readonly data: {
        readonly tenantId: TenantId;
        readonly sourceId: SourceId;
        readonly lastSeenAt: string;
      };
    }
  | {
      readonly type: "endpoint.disabled";
      readonly data: {
        readonly tenantId: TenantId;
        readonly endpointId: EndpointId;
        readonly reason: "gone" | "failing";
      };
    }
  | {
      readonly type: "ping";
      readonly data: { readonly tenantId: TenantId; readonly endpointId: EndpointId };
    };

export type EventType = EventContent["type"];

/** All types of events. */
export const EVENT_TYPES = [
  "pool.warning",
  "pool.exhausted",
  "pool.forecast",
  "pool.recovered",
  "period.closed",
  "period.late-session",
  "lint.auth-card",
  "source.silent",
  "endpoint.disabled",
  "ping",
] as const satisfies readonly EventType[];

/** The body of a notification: `{ type, timestamp, data }`, `timestamp` being ISO 8601 of when it came to be. */
export type EventBody = EventContent & { readonly timestamp: string };

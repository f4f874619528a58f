import type { EventContent, Outlook, PoolFacts } from "./event.ts";
import type { EndpointId, TenantId } from "./ids.ts";
import { dayOf, type Instant, type Period, periodOf } from "./period.ts";
import type { AlertState, ShortfallChange } from "./shortfall.ts";
import type { Statement } from "./statement.ts";

/** A state worth telling that was entered in a month, or (`recovered`) left again; told once a generation. */
export type Alert = AlertState & {
  readonly period: Period;
  /** Unique in its month. */
  readonly name: string;
  readonly at: Instant;
  /** Whether the event that tells of it, and its deliveries, are written. */
  readonly isSent: boolean;
  readonly content: EventContent;
};

/** The alert of a month that was closed at `at`. */
export const closedAlert = (statement: Statement, at: Instant): Alert => {
  const { tenantId, period, granted, used, unused, overage, hash } = statement;
  return {
    period,
    name: "closed",
    ...NEW,
    pool: granted,
    at,
    content: { type: "period.closed", data: { tenantId, period, granted, used, unused, overage, hash } },
  };
};

/** The alert of a shortfall that was entered, or that ended. */
export const shortfallAlert = (
  change: ShortfallChange,
  pool: PoolFacts,
  outlook: Outlook,
  at: Instant,
): Alert => {
  const { alert, ...state } = change;
  const content: EventContent =
    change.state === "recovered"
      ? { type: "pool.recovered", data: { ...pool, alert } }
      : { type: `pool.${alert}`, data: { ...pool, ...outlook } };
  return { period: pool.period, name: alert, ...state, at, isSent: false, content };
};

/** The alert of sessions that came after the close, `lateSessions` in all so far: once a day and month. */
export const lateAlert = (
  late: { readonly tenantId: TenantId; readonly period: Period; readonly lateSessions: number },
  at: Instant,
): Alert => ({
  period: late.period,
  name: `late-${dayOf(at)}`,
  ...NEW,
  at,
  content: { type: "period.late-session", data: late },
});

/** The alert of an endpoint to which nothing is sent any more since `at`: once for each time that it was disabled. */
export const disabledAlert = (
  endpoint: {
    readonly tenantId: TenantId;
    readonly endpointId: EndpointId;
    readonly reason: "gone" | "failing";
  },
  at: Instant,
): Alert => ({
  period: periodOf(at),
  name: `endpoint-disabled-${endpoint.endpointId}-${at}`,
  ...NEW,
  at,
  content: { type: "endpoint.disabled", data: endpoint },
});

const NEW = { state: "active", generation: 1, pool: 0, isSent: false } as const;

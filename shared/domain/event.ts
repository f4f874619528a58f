import type { TenantId } from "./ids.ts";
import type { Period } from "./period.ts";

/** What an alert tells those who are notified, by the type of the event. No personal data. */
export type EventContent = {
  readonly type: "period.closed";
  readonly data: {
    readonly tenantId: TenantId;
    readonly period: Period;
    readonly granted: number;
    readonly used: number;
    readonly unused: number;
    readonly overage: number;
    /** Of the statement. */
    readonly hash: string;
  };
};

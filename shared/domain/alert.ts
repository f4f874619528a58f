import type { EventContent } from "./event.ts";
import type { Instant, Period } from "./period.ts";
import type { Statement } from "./statement.ts";

/** A state worth telling that was entered in a month, or (`recovered`) left again. */
export type Alert = {
  readonly period: Period;
  /** Unique in its month. */
  readonly name: string;
  readonly state: "active" | "recovered";
  /** How often it was entered, from 1: each time is told once. */
  readonly generation: number;
  /** Sessions granted when it was entered: only a larger pool makes it recover. */
  readonly pool: number;
  readonly at: Instant;
  readonly isSent: boolean;
  readonly content: EventContent;
};

/** The alert of a month that was closed at `at`. */
export const closedAlert = (statement: Statement, at: Instant): Alert => {
  const { tenantId, period, granted, used, unused, overage, hash } = statement;
  return {
    period,
    name: "closed",
    state: "active",
    generation: 1,
    pool: granted,
    at,
    isSent: false,
    content: { type: "period.closed", data: { tenantId, period, granted, used, unused, overage, hash } },
  };
};

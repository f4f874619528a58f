import type { Balance } from "./balance.ts";

/** The alerts that a pool running dry raises, the worst first. Each is told once a generation. */
export const SHORTFALL_ALERTS = ["exhausted", "warning", "forecast"] as const;
export type ShortfallAlert = (typeof SHORTFALL_ALERTS)[number];

/** An alert as far as its state goes. */
export type AlertState = {
  readonly state: "active" | "recovered";
  /** How often it was entered, from 1. */
  readonly generation: number;
  /** Sessions granted when it was entered. */
  readonly pool: number;
};

/** One alert that is entered or left. */
export type ShortfallChange = AlertState & { readonly alert: ShortfallAlert };

/**
 * What a balance changes about the alerts as they stand. The pool's own state is the only alert that is
 * entered: one that ran dry in one go is told as exhausted, not as a warning too. An active one ends only
 * where its state, and all that is worse, is over and the pool is larger than it was: use that falls again,
 * as when a session moves to an earlier month, ends none, or one that comes and goes would be told each time.
 */
export const changesOf = (
  alertOf: (alert: ShortfallAlert) => AlertState | undefined,
  { state, granted }: Pick<Balance, "state" | "granted">,
): readonly ShortfallChange[] =>
  SHORTFALL_ALERTS.flatMap((alert): readonly ShortfallChange[] => {
    const known = alertOf(alert);
    const isActive = known?.state === "active";
    if (state === alert && !isActive)
      return [{ alert, state: "active", generation: (known?.generation ?? 0) + 1, pool: granted }];
    if (isActive && !isAtLeast(state, alert) && granted > known.pool)
      return [{ alert, state: "recovered", generation: known.generation, pool: known.pool }];
    return [];
  });

const isAtLeast = (state: Balance["state"], alert: ShortfallAlert): boolean =>
  state !== "ok" && SHORTFALL_ALERTS.indexOf(state) <= SHORTFALL_ALERTS.indexOf(alert);

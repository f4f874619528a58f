import type { Forecast } from "./forecast.ts";
import type { RulePack } from "./rule-pack.ts";

/** What to buy for a period, at its p50 and at its p90. */
export type Advice = {
  /** Whole add-ons, never below 0. */
  readonly addOnsToBuy: { readonly p50: number; readonly p90: number };
  /** Whole sessions that would be left of the pool, those add-ons among it, if use came to just the forecast. */
  readonly unused: { readonly p50: number; readonly p90: number };
};

/**
 * The fewest add-ons that cover `forecastSessions` together with a pool of `granted`. Add-ons give nothing without a
 * licence in force: whether there is one is the caller's to say.
 * Source: Microsoft Learn, "Bot sessions and licensing": an add-on gives 100 sessions.
 */
export const addOnsToBuy = (forecastSessions: number, granted: number, pack: RulePack): number =>
  Math.ceil(Math.max(0, forecastSessions - granted) / sessionsPerAddOn(pack));

/** The advice that follows from this forecast. */
export const adviceOf = (
  { p50, p90 }: Pick<Forecast, "p50" | "p90">,
  granted: number,
  pack: RulePack,
): Advice => {
  const unusedAt = (sessions: number): number =>
    granted + addOnsToBuy(sessions, granted, pack) * sessionsPerAddOn(pack) - sessions;
  return {
    addOnsToBuy: { p50: addOnsToBuy(p50, granted, pack), p90: addOnsToBuy(p90, granted, pack) },
    unused: { p50: unusedAt(p50), p90: unusedAt(p90) },
  };
};

const sessionsPerAddOn = (pack: RulePack): number => pack.sessionsPerUnit["chatbot-sessions-add-on"];

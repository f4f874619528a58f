import type { Verdict } from "../application/incoming.ts";

export const PROVED: Verdict = { verdict: "proved" };
export const NOT_PROVED: Verdict = { verdict: "not-proved" };

/** The verdict of a scheme that has no more to say. */
export const verdictOf = (isProved: boolean): Verdict => (isProved ? PROVED : NOT_PROVED);

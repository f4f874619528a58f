import type { Faults } from "../faults.ts";
import type { Random } from "../random.ts";

/**
 * When things go wrong: for a time, again and again. What takes days would otherwise never end, and ten attempts
 * would be eaten up by an outage of days.
 */
export type Spells = { readonly everyMs: number; readonly lengthMs: number };

const HOUR_MS = 3_600_000;
const SPELLS: readonly Spells[] = [
  { everyMs: 3 * HOUR_MS, lengthMs: HOUR_MS / 4 },
  { everyMs: 12 * HOUR_MS, lengthMs: HOUR_MS },
  { everyMs: 48 * HOUR_MS, lengthMs: 3 * HOUR_MS },
];

/** Draws spells. */
export const drawSpells = (random: Random): Spells => random.pick(SPELLS);

/** Whether things go wrong at this time of the run. */
export const isWildAt = ({ everyMs, lengthMs }: Spells, ms: number): boolean => ms % everyMs < lengthMs;

/** A time in `[0, spanMs)`, mostly one at which things go wrong. */
export const timeIn = (random: Random, { everyMs, lengthMs }: Spells, spanMs: number): number =>
  random.chance(0.3)
    ? random.below(spanMs)
    : random.below(Math.ceil(spanMs / everyMs)) * everyMs + random.below(lengthMs);

/** The faults that happen in spells only. */
export const inSpells = (faults: Faults, isWild: () => boolean): Faults => ({
  ...faults,
  ofWrite: () => (isWild() ? faults.ofWrite() : "none"),
  isReadLost: () => isWild() && faults.isReadLost(),
  isSlow: () => isWild() && faults.isSlow(),
  isCrash: () => isWild() && faults.isCrash(),
});

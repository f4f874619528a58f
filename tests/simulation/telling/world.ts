import type { Random } from "../random.ts";
import { drawHappenings, type Happening } from "./happenings.ts";
import { drawTenants, type PlannedTenant } from "./planned-tenant.ts";
import { drawSpells, type Spells, timeIn } from "./spells.ts";

/** One seed's world, before anything happens in it. */
export type TellingWorld = {
  /** Nothing goes wrong and nothing is slow. */
  readonly isCalm: boolean;
  readonly instances: number;
  readonly pace: { readonly stallChance: number; readonly latencyMs: number };
  /** The time of day, in epoch milliseconds, when the run's own time is 0. */
  readonly startsAtMs: number;
  readonly skewMsMax: number;
  readonly graceHours: number;
  readonly tenants: readonly PlannedTenant[];
  readonly happenings: readonly Happening[];
  readonly passesAtMs: readonly number[];
  readonly crashesAtMs: readonly number[];
  /** How often a receiver's answer never arrives. */
  readonly lostChance: number;
  readonly spells: Spells;
  /** When things go wrong no more. */
  readonly faultsMs: number;
};

const HOUR_MS = 3_600_000;
// In the middle of a month, around its end, and while the one before waits to be closed.
const STARTS_AT = ["2026-10-12T08:00Z", "2026-10-30T20:00Z", "2026-10-31T18:00Z", "2026-11-02T06:00Z"];
// All instances go by the storage's clock, so they hardly differ; what is told once must not depend on it.
const SKEWS_MS = [0, 1_000, 1_000, 180_000];
const GRACES_HOURS = [0, 1, 24, 72];
// The shortest is a storm: pools run dry and recover while what told of it before is still under way.
const SPANS_MS = [0.1, 0.1, 2, 12, 48, 120].map((hours) => hours * HOUR_MS);
const AFTER_MS = [0, 6, 90].map((hours) => hours * HOUR_MS);
const STALL_CHANCES = [0, 0, 0, 0.01, 0.05];
const LATENCIES_MS = [0, 1, 10, 60];
const LOST_CHANCES = [0, 0.05, 0.3];
const PASSES_MAX = 14;
const CRASHES_MAX = 4;

/** Draws a world. */
export const drawTellingWorld = (random: Random): TellingWorld => {
  const isCalm = random.chance(0.1);
  const tenants = drawTenants(random);
  const startsAtMs = Date.parse(random.pick(STARTS_AT));
  const spanMs = random.pick(SPANS_MS);
  const faultsMs = spanMs + random.pick(AFTER_MS);
  const spells = drawSpells(random);
  const hours = Math.ceil(faultsMs / HOUR_MS);
  return {
    isCalm,
    instances: 2 + random.below(2),
    pace: isCalm
      ? { stallChance: 0, latencyMs: 0 }
      : { stallChance: random.pick(STALL_CHANCES), latencyMs: random.pick(LATENCIES_MS) },
    startsAtMs,
    skewMsMax: random.pick(SKEWS_MS),
    graceHours: random.pick(GRACES_HOURS),
    tenants,
    happenings: tenants.flatMap((tenant) => drawHappenings(random, tenant, { startsAtMs, spanMs, spells })),
    // On the hour, some twice at once; many an hour has none.
    passesAtMs: Array.from({ length: 1 + random.below(PASSES_MAX) }, () => random.below(hours) * HOUR_MS),
    crashesAtMs: isCalm
      ? []
      : Array.from({ length: random.below(CRASHES_MAX) }, () => timeIn(random, spells, faultsMs)),
    lostChance: isCalm ? 0 : random.pick(LOST_CHANCES),
    spells,
    faultsMs,
  };
};

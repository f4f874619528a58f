import { type TenantId, tenantId } from "../../shared/domain/ids.ts";
import type { Names } from "../../shared/domain/names.ts";
import { type Batch, drawBatches } from "./batches.ts";
import { type Calendar, drawCalendar, drawTime, momentsFrom } from "./calendar.ts";
import { type PlannedErasure, planErasures } from "./erasures.ts";
import { type PlannedGrantPut, planGrantPuts } from "./grant-puts.ts";
import { type PlannedInvocation, planInvocations } from "./invocations.ts";
import { FIRST_MONTH, monthOf } from "./months.ts";
import { type PurgeRun, planPurgeRuns } from "./purge-runs.ts";
import type { Random } from "./random.ts";
import { required } from "./required.ts";
import { type PlannedSincePut, planSincePuts } from "./since-puts.ts";

/** One seed's world, before anything happens in it. */
export type World = {
  /** Nothing goes wrong and nothing is slow: then no attempt may fail. */
  readonly isCalm: boolean;
  readonly tenants: readonly PlannedTenant[];
  readonly calendar: Calendar;
  readonly instances: number;
  readonly deadlineMs: number;
  readonly pace: { readonly stallChance: number; readonly latencyMs: number };
  readonly crashesAtMs: readonly number[];
  readonly invocations: readonly PlannedInvocation[];
  readonly batches: readonly Batch[];
  readonly closeRuns: readonly CloseRun[];
  readonly grantPuts: readonly PlannedGrantPut[];
  readonly purgeRuns: readonly PurgeRun[];
  readonly erasures: readonly PlannedErasure[];
  readonly sincePuts: readonly PlannedSincePut[];
};
/** A run over a tenant's months that are due, by one instance or by two at once. */
export type CloseRun = { readonly atMs: number; readonly tenant: TenantId; readonly closers: number };
export type PlannedTenant = { readonly name: string; readonly names: Names };

const TENANTS = ["tenant-a", "tenant-b", "tenant-c"];
const DEADLINES_MS = [300, 2_000, 10_000];
const STALL_CHANCES = [0, 0, 0.01, 0.05, 0.2];
const LATENCIES_MS = [0, 1, 10, 60];
const CRASH_MS_MIN = 500;
const CLOSE_RUNS_MAX_MIN = 2;
const BATCH_MAX = 100;
const BOTS_MAX = 64;
const CHANNELS_MAX = 32;

/** Draws a world. One in a hundred has a burst that fills transactions to their bound. */
export const drawWorld = (random: Random): World => {
  const isBurst = random.chance(0.01);
  const isCalm = random.chance(isBurst ? 0.5 : 0.1);
  const names = TENANTS.slice(0, !isBurst && random.chance(0.3) ? 2 + random.below(2) : 1);
  const calendar = drawCalendar(random, isBurst);
  const crashes = !isCalm && random.chance(0.4) ? 1 + random.below(3) : 0;
  const isPrompt = isBurst || isCalm;
  const isReported = (at: number): boolean => {
    const canCount = monthOf(at) >= FIRST_MONTH || calendar.isSinceMoved || random.chance(0.1);
    return canCount && momentsFrom(at, calendar).length > 0;
  };
  const invocations = planInvocations(random, names, isBurst, isReported);
  return {
    isCalm,
    tenants: names.map((name) => ({ name, names: drawNames(random) })),
    calendar,
    instances: random.chance(isBurst ? 0.5 : 0.15) ? 1 : 2 + random.below(2),
    deadlineMs: isPrompt ? 10_000 : random.pick(DEADLINES_MS),
    pace: isPrompt
      ? { stallChance: 0, latencyMs: 0 }
      : { stallChance: random.pick(STALL_CHANCES), latencyMs: random.pick(LATENCIES_MS) },
    crashesAtMs: Array.from(
      { length: crashes },
      () => drawTime(random, calendar) + random.below(CRASH_MS_MIN),
    ),
    invocations,
    batches: drawBatches(random, invocations, calendar, isBurst ? BATCH_MAX : random.pick([1, 1, 4])),
    closeRuns: calendar.hasCloses ? names.flatMap((name) => drawCloseRuns(random, name, calendar)) : [],
    grantPuts: planGrantPuts(random, names, calendar),
    purgeRuns: planPurgeRuns(random, names, calendar),
    erasures: planErasures(random, invocations, calendar),
    sincePuts: planSincePuts(random, names, calendar),
  };
};

const drawCloseRuns = (random: Random, tenant: string, calendar: Calendar): readonly CloseRun[] =>
  Array.from({ length: 1 + random.below(Math.max(CLOSE_RUNS_MAX_MIN, calendar.momentsMs.length)) }, () => ({
    atMs: drawTime(random, calendar),
    tenant: required(tenantId(tenant)),
    closers: random.chance(0.5) ? 2 : 1,
  }));

/** Mostly none; at times the lists are so long that the next name, or the one after it, finds no room. */
const drawNames = (random: Random): Names => {
  if (random.chance(0.7)) return { bots: [], channels: [] };
  return { bots: almostFull(random, "bot", BOTS_MAX), channels: almostFull(random, "channel", CHANNELS_MAX) };
};

const almostFull = (random: Random, prefix: string, max: number): readonly string[] =>
  Array.from({ length: max - random.below(4) }, (_, index) => `${prefix}-${index}`);

import { type TenantId, tenantId } from "../../shared/domain/ids.ts";
import { type Calendar, drawTime, timeAround } from "./calendar.ts";
import type { Random } from "./random.ts";
import { required } from "./required.ts";

/** A run over what is due to be purged of a tenant, by one instance or by two at once. */
export type PurgeRun = { readonly atMs: number; readonly tenant: TenantId; readonly purgers: number };

const RUNS_MAX = 4;

/** Draws purges where months come to be purged: mostly at that moment, some before there is anything to purge. */
export const planPurgeRuns = (
  random: Random,
  tenants: readonly string[],
  calendar: Calendar,
): readonly PurgeRun[] => {
  const { purgesMs } = calendar;
  if (purgesMs.length === 0) return [];
  return tenants.flatMap((tenant) =>
    Array.from({ length: 1 + random.below(RUNS_MAX) }, () => ({
      atMs: random.chance(0.8)
        ? timeAround(random, random.pick(purgesMs), calendar)
        : drawTime(random, calendar),
      tenant: required(tenantId(tenant)),
      purgers: random.chance(0.4) ? 2 : 1,
    })),
  );
};

import { type TenantId, tenantId } from "../../shared/domain/ids.ts";
import { type Period, parsePeriod } from "../../shared/domain/period.ts";
import { type Calendar, drawTime, timeAround } from "./calendar.ts";
import type { Random } from "./random.ts";
import { required } from "./required.ts";

/** A month that somebody wants to be a tenant's first. */
export type PlannedSincePut = { readonly atMs: number; readonly tenant: TenantId; readonly since: Period };

const PUTS_MAX = 3;
const MONTHS = ["2026-09", "2026-10", "2026-10", "2026-11"].map((text) => required(parsePeriod(text)));

/** Draws puts of the first period: mostly at the first moment, since it is fixed once a month is closed. */
export const planSincePuts = (
  random: Random,
  tenants: readonly string[],
  calendar: Calendar,
): readonly PlannedSincePut[] => {
  const { isSinceMoved, momentsMs } = calendar;
  if (!isSinceMoved) return [];
  return tenants.flatMap((tenant) =>
    Array.from({ length: 1 + random.below(PUTS_MAX) }, () => ({
      atMs: random.chance(0.7)
        ? timeAround(random, required(momentsMs[0]), calendar)
        : drawTime(random, calendar),
      tenant: required(tenantId(tenant)),
      since: random.pick(MONTHS),
    })),
  );
};

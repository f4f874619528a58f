import { GRANT_KINDS, type Grant } from "../../shared/domain/grant.ts";
import { grantId, type TenantId, tenantId } from "../../shared/domain/ids.ts";
import { parsePeriod } from "../../shared/domain/period.ts";
import { type Calendar, drawTime } from "./calendar.ts";
import type { Random } from "./random.ts";
import { required } from "./required.ts";

/** A grant that somebody wants to be in force from then on. */
export type PlannedGrantPut = { readonly atMs: number; readonly tenant: TenantId; readonly grant: Grant };

const PUTS_MAX = 6;
const MONTHS = ["2026-10", "2026-11", "2026-12", "2027-01"].map((text) => required(parsePeriod(text)));

/** Draws puts of one grant of each kind: mostly the same one with another end, some that must be refused. */
export const planGrantPuts = (
  random: Random,
  tenants: readonly string[],
  calendar: Calendar,
): readonly PlannedGrantPut[] => {
  const puts = !calendar.hasCloses || random.chance(0.3) ? 0 : 1 + random.below(PUTS_MAX);
  const begins = GRANT_KINDS.map(() => random.pick(MONTHS));
  return Array.from({ length: puts }, () => {
    const index = random.below(GRANT_KINDS.length);
    return {
      atMs: drawTime(random, calendar),
      tenant: required(tenantId(random.pick(tenants))),
      grant: {
        grantId: required(grantId(`grant-${index}`)),
        kind: required(GRANT_KINDS[index]),
        quantity: random.chance(0.05) ? 7 : 1 + index,
        from: required(begins[index]),
        ...(random.chance(0.3) ? {} : { until: random.pick(MONTHS) }),
      },
    };
  });
};

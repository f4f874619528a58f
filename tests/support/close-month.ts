import { closeTenant } from "../../shared/application/close-tenant.ts";
import { createGrants } from "../../shared/application/grants.ts";
import { createHeads } from "../../shared/application/heads.ts";
import type { TableStore } from "../../shared/application/ports.ts";
import { closableFrom } from "../../shared/domain/close.ts";
import type { TenantId } from "../../shared/domain/ids.ts";
import type { Period } from "../../shared/domain/period.ts";
import { given } from "./values.ts";
import { seededRandomness, virtualTimers } from "./virtual-timers.ts";

/**
 * Closes a month, and before it all that are open, as the app does once their time has come; none later, unless it
 * had ended when the tenant's first month was set. To be called while nobody else writes.
 */
export const closeMonth = async (store: TableStore, tenant: TenantId, period: Period): Promise<void> => {
  const heads = createHeads(store);
  const writing = { store, heads, timers: virtualTimers(), randomness: seededRandomness(1) };
  const { sinceSetAt } = given(await heads.read(tenant)).head;
  const clock = { now: async () => closableFrom(period, sinceSetAt, 0) };
  const closed = await closeTenant(
    { ...writing, grants: createGrants(writing), clock, graceHours: 0 },
    tenant,
  );
  if (!closed.includes(period)) throw new Error(`${period} was not closed.`);
};

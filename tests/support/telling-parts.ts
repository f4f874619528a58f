import { tellingOf } from "../../functions/app-telling.ts";
import { createDayHistory } from "../../shared/application/day-history.ts";
import { createGrants } from "../../shared/application/grants.ts";
import { createHeads } from "../../shared/application/heads.ts";
import { createLedger } from "../../shared/application/ledger/ledger.ts";
import { createReadBalance } from "../../shared/application/read-balance.ts";
import { createTenants } from "../../shared/application/tenants.ts";
import { grantId } from "../../shared/domain/ids.ts";
import type { Instant } from "../../shared/domain/period.ts";
import { DEADLINE_MS, type World } from "./memory-app.ts";
import { given, invocation, keyNumber, month, tenant } from "./values.ts";
import { seededRandomness } from "./virtual-timers.ts";

const ACME = tenant("acme");

/**
 * What tells of pools, in one process, with sessions and grants of tenant `acme` put in beside it: nothing here asks
 * for a check unless the test does.
 */
export const tellingParts = (world: World, seed = 1) => {
  const faults: unknown[] = [];
  const ports = { ...world, randomness: seededRandomness(seed) };
  const heads = createHeads(ports.store);
  const shared = { ...ports, heads };
  const grants = createGrants(shared);
  const tenants = createTenants({ ...shared, retentionMonths: 13 });
  const ledger = createLedger({ ...shared, deadlineMs: DEADLINE_MS });
  const readBalance = createReadBalance({ ...shared, grants, dayHistory: createDayHistory(ports) });
  const telling = tellingOf({
    ...shared,
    readBalance,
    onFault: (fault) => faults.push(fault),
    secretsKey: new Uint8Array(32).fill(9),
    purchaseUrl: "https://buy.example",
  });
  let sessions = 0;
  return {
    ...telling,
    readBalance,
    faults,
    /** Tenant `acme`, whose first month is 2026-01. */
    makeTenant: () => world.timers.settle(tenants.put(ACME, { name: "Acme", since: month("2026-01") })),
    /** Counts so many new sessions at this moment. */
    count: async (quantity: number, at?: Instant): Promise<void> => {
      const now = at ?? (await world.clock.now());
      const numbers = Array.from({ length: quantity }, () => ++sessions + seed * 1_000_000);
      const recorded = numbers.map((number) =>
        ledger.record(ACME, invocation({ conversationKey: keyNumber(number), at: now })),
      );
      await world.timers.settle(Promise.all(recorded));
    },
    /** Chat licences of 50 sessions each, in force from 2026-01 on. */
    grant: async (name: string, quantity: number, until?: string): Promise<void> => {
      const id = given(grantId(name));
      const end = until === undefined ? {} : { until: month(until) };
      const put = grants.put(ACME, { grantId: id, kind: "chat", quantity, from: month("2026-01"), ...end });
      const done = await world.timers.settle(put);
      if (done?.ok !== true) throw new Error("The test's grant was refused.");
    },
  };
};
export type TellingParts = ReturnType<typeof tellingParts>;

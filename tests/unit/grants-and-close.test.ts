import { expect, it } from "vitest";
import { closeTenant } from "../../shared/application/close-tenant.ts";
import { createGrants } from "../../shared/application/grants.ts";
import { createHeads } from "../../shared/application/heads.ts";
import type { Op, TableStore } from "../../shared/application/ports.ts";
import { HEAD_KEY } from "../../shared/application/rows/head.ts";
import { createTenants } from "../../shared/application/tenants.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { settableClock } from "../support/memory-app.ts";
import { grant, month, tenant } from "../support/values.ts";
import { seededRandomness, virtualTimers } from "../support/virtual-timers.ts";

const ACME = tenant("acme");

/** A table whose next transaction gets no answer, and is carried out when the test says so. */
const laggingTable = () => {
  const table = memoryTable();
  let lagging: (() => Promise<unknown>) | undefined;
  let isArmed = false;
  const store: TableStore = {
    ...table,
    get: async (name, partition, rowKey) => {
      // Before the head is read, the lagging transaction comes through, and a close after it.
      if (rowKey === HEAD_KEY && lagging) await lagging();
      return await table.get(name, partition, rowKey);
    },
    transact: async (name, partition, ops: readonly Op[]) => {
      if (!isArmed) return await table.transact(name, partition, ops);
      isArmed = false;
      const go = () => table.transact(name, partition, ops);
      lagging = async () => {
        lagging = undefined;
        // Not at once: what is read at the same time is read before it.
        await Promise.resolve();
        await go();
        await onArrival();
      };
      return { outcome: "unknown", cause: new Error("No answer.") };
    },
  };
  let onArrival: () => Promise<unknown> = async () => undefined;
  return {
    store,
    loseNext: (then: () => Promise<unknown>) => {
      isArmed = true;
      onArrival = then;
    },
  };
};

it("does not refuse a grant for a month whose close has counted that very grant", async () => {
  const { store, loseNext } = laggingTable();
  const clock = settableClock("2026-10-20T00:00:00Z");
  const ports = { store, clock, timers: virtualTimers(), randomness: seededRandomness(1) };
  const shared = { ...ports, heads: createHeads(store), retentionMonths: 13, graceHours: 0 };
  await createTenants(shared).put(ACME, { name: "Acme", since: month("2026-10") });
  clock.set("2026-11-10T00:00:00Z");
  const closer = { ...shared, heads: createHeads(store) };
  loseNext(() => closeTenant({ ...closer, grants: createGrants(closer) }, ACME));

  const put = await ports.timers.settle(
    createGrants(shared).put(ACME, grant("chat", { from: month("2026-10") })),
  );

  expect(put?.ok).toBe(true);
});

import { expect, it } from "vitest";
import { createApiKeys } from "../../shared/application/api-keys.ts";
import { createHeads } from "../../shared/application/heads.ts";
import type { TableStore } from "../../shared/application/ports.ts";
import { createTenants } from "../../shared/application/tenants.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { settableClock } from "../support/memory-app.ts";
import { given, month, tenant } from "../support/values.ts";
import { seededRandomness, virtualTimers } from "../support/virtual-timers.ts";

const ACME = tenant("acme");

/** A table whose next read of a key's holder is answered only when the test says so. */
const slowLookUps = () => {
  const table = memoryTable();
  let held: Promise<void> | undefined;
  const store: TableStore = {
    ...table,
    get: async (name, partition, rowKey) => {
      const wait = rowKey === "holder" ? held : undefined;
      if (wait) held = undefined;
      const row = await table.get(name, partition, rowKey);
      await wait;
      return row;
    },
  };
  const holdNext = (): (() => void) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    return resolve;
  };
  return { store, holdNext };
};

it("a key that is removed while it is looked up is not remembered", async () => {
  const { store, holdNext } = slowLookUps();
  const timers = virtualTimers();
  const heads = createHeads(store);
  const ports = { store, heads, timers, clock: settableClock(), randomness: seededRandomness(1) };
  await createTenants({ ...ports, retentionMonths: 13 }).put(ACME, { name: "Acme", since: month("2026-01") });
  const apiKeys = createApiKeys(ports);
  const { keyId, key } = given(await apiKeys.create(ACME, { role: "read", name: "x" }));

  const answerNow = holdNext();
  const lookedUp = apiKeys.holderOf(key);
  expect(await apiKeys.remove(ACME, keyId)).toBe(true);
  answerNow();
  await lookedUp;

  expect(await apiKeys.holderOf(key)).toBeUndefined();
});

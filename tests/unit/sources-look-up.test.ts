import { expect, it } from "vitest";
import { createHeads } from "../../shared/application/heads.ts";
import type { TableStore } from "../../shared/application/ports.ts";
import { createSecretBox } from "../../shared/application/secret-box.ts";
import { createSources } from "../../shared/application/sources.ts";
import { createTenants } from "../../shared/application/tenants.ts";
import { createAdapters } from "../../shared/channels/adapters.ts";
import { sourceId } from "../../shared/domain/ids.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { settableClock } from "../support/memory-app.ts";
import { given, month, tenant } from "../support/values.ts";
import { seededRandomness, virtualTimers } from "../support/virtual-timers.ts";

const ACME = tenant("acme");
const WEB = given(sourceId("web"));

/** A table whose next read of a source is answered only when the test says so. */
const slowLookUps = () => {
  const table = memoryTable();
  let held: Promise<void> | undefined;
  const store: TableStore = {
    ...table,
    get: async (name, partition, rowKey) => {
      const wait = rowKey.startsWith("s|") ? held : undefined;
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

it("a source that is put while it is looked up is not remembered as it was", async () => {
  const { store, holdNext } = slowLookUps();
  const common = { store, timers: virtualTimers(), clock: settableClock(), randomness: seededRandomness(1) };
  const adapters = createAdapters({ fetchJson: () => Promise.reject(new Error("Not needed.")), ...common });
  const ports = { ...common, heads: createHeads(store), adapters };
  await createTenants({ ...ports, retentionMonths: 13 }).put(ACME, { name: "Acme", since: month("2026-01") });
  const sources = createSources({ ...ports, secretBox: createSecretBox(new Uint8Array(32)) });
  await sources.put(ACME, WEB, { kind: "bot-framework", isDisabled: false });

  const answerNow = holdNext();
  const lookedUp = sources.get(ACME, WEB);
  await sources.put(ACME, WEB, { kind: "bot-framework", isDisabled: true });
  answerNow();

  expect(await lookedUp).toBeDefined();
  expect(await sources.get(ACME, WEB)).toBeUndefined();
});

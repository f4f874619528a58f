import { describe, expect, it } from "vitest";
import { createHeads } from "../../shared/application/heads.ts";
import type { TableStore } from "../../shared/application/ports.ts";
import { createSecretBox } from "../../shared/application/secret-box.ts";
import { createSources } from "../../shared/application/sources.ts";
import { createTenants } from "../../shared/application/tenants.ts";
import { createAdapters } from "../../shared/channels/adapters.ts";
import { sourceId } from "../../shared/domain/ids.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { settableClock } from "../support/memory-app.ts";
import { at, given, month, tenant } from "../support/values.ts";
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

/** Sources of tenant `acme` over this table, their secrets sealed by a key of these bytes. */
const sourcesOver = async (store: TableStore, keyByte = 0) => {
  const common = {
    store,
    timers: virtualTimers(),
    clock: settableClock(),
    randomness: seededRandomness(keyByte),
  };
  const adapters = createAdapters({ fetchJson: () => Promise.reject(new Error("Not needed.")), ...common });
  const ports = { ...common, heads: createHeads(store), adapters };
  await createTenants({ ...ports, retentionMonths: 13 }).put(ACME, { name: "Acme", since: month("2026-01") });
  return createSources({ ...ports, secretBox: createSecretBox(new Uint8Array(32).fill(keyByte)) });
};

it("a source that is put while it is looked up is not remembered as it was", async () => {
  const { store, holdNext } = slowLookUps();
  const sources = await sourcesOver(store);
  await sources.put(ACME, WEB, { kind: "bot-framework", isDisabled: false });

  const answerNow = holdNext();
  const lookedUp = sources.get(ACME, WEB);
  await sources.put(ACME, WEB, { kind: "bot-framework", isDisabled: true });
  answerNow();

  expect(await lookedUp).toBeDefined();
  expect(await sources.get(ACME, WEB)).toBeUndefined();
});

describe("a source under another SECRETS_KEY", () => {
  const BOT = { kind: "bot-framework", isDisabled: false };
  const liveIn = async (sources: Awaited<ReturnType<typeof sourcesOver>>) =>
    (await sources.get(ACME, WEB))?.secretsAt(at("2026-11-25T09:00:00.000Z"));

  it("is there without a secret, so that keys of its tenant still report through it", async () => {
    const store = memoryTable();
    await (await sourcesOver(store)).put(ACME, WEB, BOT);
    expect(await liveIn(await sourcesOver(store, 1))).toEqual([]);
  });

  it("gets a new secret by being put again, which is shown, or by having it renewed", async () => {
    const store = memoryTable();
    await (await sourcesOver(store)).put(ACME, WEB, BOT);
    const sources = await sourcesOver(store, 1);
    const put = await sources.put(ACME, WEB, BOT);
    const secret = put?.ok ? put.value.secret : undefined;
    expect(secret).toMatch(/^whsec_/);
    expect(await liveIn(sources)).toEqual([secret]);
    const renewed = await (await sourcesOver(store, 2)).rotateSecret(ACME, WEB);
    expect(renewed).toMatchObject({ ok: true, value: expect.stringMatching(/^whsec_/) });
  });

  it("of a vendor has to be put with its secret", async () => {
    const store = memoryTable();
    const slack = { kind: "slack", isDisabled: false };
    await (await sourcesOver(store)).put(ACME, WEB, { ...slack, secret: "of-slack" });
    const sources = await sourcesOver(store, 1);
    expect(await sources.put(ACME, WEB, slack)).toMatchObject({ ok: false });
    expect(await sources.put(ACME, WEB, { ...slack, secret: "of-slack" })).toMatchObject({ ok: true });
    expect(await liveIn(sources)).toEqual(["of-slack"]);
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import type { Cells } from "../../../shared/application/ports.ts";
import { memoryTable } from "../../../shared/storage/memory-table.ts";
import { type BreakableTable, breakableTable } from "../../support/breakable-table.ts";
import {
  ADMIN_KEY,
  givenTenant,
  invocationsOf,
  type MemoryApp,
  memoryApp,
  NOW,
  nativeInvocation,
  newWorld,
  type TenantKeys,
} from "../../support/memory-app.ts";
import { expectProblem } from "../../support/problems.ts";

let store: BreakableTable;
let memory: MemoryApp;
let keys: TenantKeys;
beforeEach(async () => {
  store = breakableTable(memoryTable());
  memory = memoryApp(newWorld(store));
  keys = await givenTenant(memory);
});

type Recorded = { readonly decision: string; readonly reason: string; readonly conversationKey: string };
const record = async (but: Readonly<Record<string, unknown>> = {}): Promise<Recorded> => {
  const call = { method: "POST", path: invocationsOf(), key: keys.ingest, json: nativeInvocation(but) };
  return JSON.parse((await memory.call(call)).text);
};
const pathOf = (conversationKey: string, tenantId = "acme"): string =>
  `v1/tenants/${tenantId}/conversations/${conversationKey}`;
const erase = (conversationKey: string, key = keys.operate, tenantId = "acme") =>
  memory.call({ method: "DELETE", path: pathOf(conversationKey, tenantId), key });
const explain = async (conversationKey: string) =>
  (await memory.call({ method: "GET", path: pathOf(conversationKey), key: keys.read })).json;
const audited = async (tenantId = "acme"): Promise<readonly Cells[]> =>
  (await memory.store.query("Audit", tenantId, "", "~", 100)).map(({ cells }) => cells);
const balance = async () =>
  (await memory.call({ method: "GET", path: "v1/tenants/acme/balance", key: keys.read })).json;

describe("204: a conversation", () => {
  it("is erased: of its time the day stays, of its evidence nothing", async () => {
    const { conversationKey } = await record({ phase: "start", escalated: true });
    await record({ role: "smart-assist" });
    expect(await erase(conversationKey)).toMatchObject({ status: 204, text: "" });
    const kept = { period: "2026-11", at: "2026-11-25T00:00:00.000Z", channel: "lcw", bot: "bot-a" };
    const common = { ...kept, late: false, pack: "d365-bot-sessions/2022-04", erased: true };
    expect(await explain(conversationKey)).toEqual({
      conversationKey,
      counted: { ...common, bots: ["bot-a"], escalated: true },
      excluded: { ...common, reason: "smart-assist", evidence: "" },
    });
  });

  it("stays counted, and is not counted again when it is reported again", async () => {
    const { conversationKey } = await record();
    const before = await balance();
    await erase(conversationKey);
    expect(await balance()).toEqual(before);
    expect(await record()).toMatchObject({ decision: "already-counted", reason: "same-conversation" });
    expect(await record({ role: "smart-assist" })).toMatchObject({ decision: "excluded" });
    expect(await balance()).toEqual(before);
  });

  it("is found by its raw id and then erased by the key that the look-up tells", async () => {
    await record();
    const path = "v1/tenants/acme/conversation-lookups";
    const json = { channel: "lcw", conversationId: "c1" };
    const { text } = await memory.call({ method: "POST", path, key: keys.operate, json });
    const [, conversationKey = ""] = /"conversationKey":"([\w-]+)"/.exec(text) ?? [];
    expect((await erase(conversationKey)).status).toBe(204);
    const again = await memory.call({ method: "POST", path, key: keys.operate, json });
    expect(again.json).toMatchObject({ items: [{ counted: { erased: true } }] });
  });

  it("can be erased again, which changes nothing", async () => {
    const { conversationKey } = await record();
    await erase(conversationKey);
    const before = await memory.store.query("Sessions", "acme", "", "~", 100);
    expect((await erase(conversationKey)).status).toBe(204);
    expect(await memory.store.query("Sessions", "acme", "", "~", 100)).toEqual(before);
  });
});

describe("the account of an erasure", () => {
  it("says what was erased, when and by which key", async () => {
    const { conversationKey } = await record();
    await erase(conversationKey);
    const [, keyId] = keys.operate.split("_");
    const what = { what: "conversation-erased", conversationKey, at: NOW };
    expect(await audited()).toEqual([{ ...what, who: keyId, outcome: "done" }]);
  });

  it("says so where the platform's admin did it", async () => {
    await erase((await record()).conversationKey, ADMIN_KEY);
    expect(await audited()).toMatchObject([{ who: "admin", outcome: "done" }]);
  });

  it("holds one entry for each time that it was asked for, in the order of time", async () => {
    const { conversationKey } = await record();
    const times = ["2026-11-25T10:00:00.000Z", "2026-11-25T10:00:00.000Z", "2026-12-01T00:00:00.000Z"];
    for (const time of times) {
      memory.clock.set(time);
      await erase(conversationKey);
    }
    expect((await audited()).map(({ at }) => at)).toEqual(times);
  });

  it("is that of its tenant", async () => {
    await givenTenant(memory, "other");
    await erase((await record()).conversationKey);
    expect(await audited("other")).toEqual([]);
  });
});

describe("404: a conversation", () => {
  it("of which nothing is kept, which leaves no account", async () => {
    expectProblem(await erase("x".repeat(32)), 404, "not-found");
    expect(await audited()).toEqual([]);
  });

  it("of another tenant, whose key is known: it stays as it is", async () => {
    const { conversationKey } = await record();
    const other = await givenTenant(memory, "other");
    expectProblem(await erase(conversationKey, other.operate, "other"), 404, "not-found");
    expectProblem(await erase(conversationKey, other.operate), 404, "not-found");
    expect(await explain(conversationKey)).not.toMatchObject({ counted: { erased: true } });
  });
});

describe("422: a conversation", () => {
  it.each(["short", "x".repeat(33), `${"x".repeat(31)}%7C`])("with the key %s", async (key) => {
    expectProblem(await erase(key), 422, "invalid-request");
  });
});

describe("503: an erasure", () => {
  it.each(["down", "refusing"] as const)(
    "while the store is %s, and after it the same works",
    async (mode) => {
      const { conversationKey } = await record();
      store.be(mode);
      expectProblem(await erase(conversationKey), 503, "storage-unavailable");
      store.be("up");
      expect(await explain(conversationKey)).not.toMatchObject({ counted: { erased: true } });
      expect((await erase(conversationKey)).status).toBe(204);
      expect(await explain(conversationKey)).toMatchObject({ counted: { erased: true } });
    },
  );
});

describe("an erasure whose answers are lost", () => {
  it("is found to be made, and its account done", async () => {
    const { conversationKey } = await record();
    store.be("lost");
    expect((await erase(conversationKey)).status).toBe(204);
    expect(await audited()).toMatchObject([{ outcome: "done" }]);
    expect(await explain(conversationKey)).toMatchObject({ counted: { erased: true } });
  });
});

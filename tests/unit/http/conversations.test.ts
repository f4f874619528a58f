import { beforeEach, describe, expect, it } from "vitest";
import {
  ADMIN_KEY,
  givenTenant,
  invocationsOf,
  type MemoryApp,
  memoryApp,
  nativeInvocation,
  type TenantKeys,
} from "../../support/memory-app.ts";
import { expectProblem } from "../../support/problems.ts";

let memory: MemoryApp;
let keys: TenantKeys;
beforeEach(async () => {
  memory = memoryApp();
  keys = await givenTenant(memory);
});

const record = async (but: Readonly<Record<string, unknown>> = {}): Promise<string> => {
  const call = { method: "POST", path: invocationsOf(), key: keys.ingest, json: nativeInvocation(but) };
  return JSON.parse((await memory.call(call)).text).conversationKey;
};
const get = (conversationKey: string, tenantId = "acme", key = keys.read) =>
  memory.call({ method: "GET", path: `v1/tenants/${tenantId}/conversations/${conversationKey}`, key });
const lookUp = (json: unknown, tenantId = "acme", key = keys.read) =>
  memory.call({ method: "POST", path: `v1/tenants/${tenantId}/conversation-lookups`, key, json });
const periodsOf = async (json: unknown): Promise<readonly string[]> =>
  [...(await lookUp(json)).text.matchAll(/"period":"(\d{4}-\d\d)"/g)].map(([, period]) => period ?? "");

const COUNTED = {
  period: "2026-11",
  at: "2026-11-25T08:59:00.000Z",
  channel: "lcw",
  bot: "bot-a",
  phase: "start",
  late: false,
  pack: "d365-bot-sessions/2022-04",
  bots: ["bot-a"],
  escalated: true,
};

describe("200: a conversation", () => {
  it("is explained by its key: why it counts, and under which rules", async () => {
    const conversationKey = await record({ phase: "start", escalated: true });
    expect((await get(conversationKey)).json).toEqual({ conversationKey, counted: COUNTED });
  });

  it("is explained the same by its raw id", async () => {
    const conversationKey = await record({ phase: "start", escalated: true });
    expect((await lookUp({ channel: "lcw", conversationId: "c1" })).json).toEqual({
      items: [{ conversationKey, counted: COUNTED }],
    });
  });

  it("is found by any channel of Omnichannel", async () => {
    await record();
    const asked = { channel: "omnichannel-whatsapp", conversationId: "c1" };
    expect((await lookUp(asked)).json).toMatchObject({ items: [{ counted: { channel: "lcw" } }] });
  });

  it("shows also what was excluded of it, with the evidence", async () => {
    const conversationKey = await record({ role: "smart-assist" });
    expect((await get(conversationKey)).json).toMatchObject({
      excluded: { reason: "smart-assist", evidence: "role = smart-assist", bot: "bot-a" },
    });
    expect((await get(conversationKey)).json).not.toHaveProperty("counted");
    await record();
    expect((await get(conversationKey)).json).toMatchObject({
      counted: { bots: ["bot-a"] },
      excluded: { reason: "smart-assist" },
    });
  });

  it("with an id that never changes is explained for every month kept, the latest first", async () => {
    const sms = { channel: "sms", conversationId: "+1555" };
    for (const at of ["2026-01-31T00:00:00Z", "2026-11-01T00:00:00Z", "2026-10-31T23:59:59Z"])
      await record({ ...sms, at });
    expect(await periodsOf(sms)).toEqual(["2026-11", "2026-10", "2026-01"]);
    expect(await periodsOf({ ...sms, period: "2026-10" })).toEqual(["2026-10"]);
    expect(await periodsOf({ ...sms, period: "2026-09" })).toEqual([]);
  });

  it("with an id that never changes is found in next month too, where a sender's clock was ahead", async () => {
    memory.clock.set("2026-11-30T23:30:00.000Z");
    const sms = { channel: "sms", conversationId: "+1555" };
    await record({ ...sms, at: "2026-12-01T00:10:00Z" });
    expect(await periodsOf(sms)).toEqual(["2026-12"]);
  });

  it("with an id of its own is explained in its month only, where one is asked for", async () => {
    await record();
    const asked = { channel: "lcw", conversationId: "c1" };
    expect(await periodsOf({ ...asked, period: "2026-11" })).toEqual(["2026-11"]);
    expect(await periodsOf({ ...asked, period: "2026-10" })).toEqual([]);
  });

  it("of which nothing is kept has no explanation", async () => {
    expect((await lookUp({ channel: "lcw", conversationId: "never" })).json).toEqual({ items: [] });
  });
});

describe("what is kept of a conversation", () => {
  it("does not hold its raw id, in any table", async () => {
    const conversationId = "raw-id-4711";
    await record({ conversationId });
    await record({ conversationId, role: "smart-assist" });
    const asked: readonly (readonly ["Sessions" | "Tenants" | "Credentials", string])[] = [
      ["Sessions", "acme"],
      ["Tenants", "tenants"],
      ["Tenants", "installation"],
      ["Credentials", "acme"],
    ];
    const rows = await Promise.all(
      asked.map(([table, owner]) => memory.store.query(table, owner, "", "~~", 1000)),
    );
    expect(rows.flat().length).toBeGreaterThan(5);
    expect(JSON.stringify(rows)).not.toContain(conversationId);
  });
});

describe("404: a conversation", () => {
  it("of which nothing is kept", async () => {
    expectProblem(await get("x".repeat(32)), 404, "not-found");
  });

  it("of another tenant, whose key is known", async () => {
    const other = await givenTenant(memory, "other");
    expectProblem(await get(await record(), "other", other.read), 404, "not-found");
  });

  it("looked up in a tenant that is not there", async () => {
    const asked = { channel: "lcw", conversationId: "c1" };
    expectProblem(await lookUp(asked, "nobody", ADMIN_KEY), 404, "not-found");
  });
});

describe("422: a conversation", () => {
  it.each(["short", "x".repeat(33), `${"x".repeat(31)}%3D`, `${"x".repeat(31)}%7C`])(
    "with the key %s",
    async (key) => {
      expectProblem(await get(key), 422, "invalid-request");
    },
  );

  it.each([
    ["channel", { conversationId: "c1" }],
    ["channel", { channel: "Teams", conversationId: "c1" }],
    ["conversationId", { channel: "lcw", conversationId: "" }],
    ["conversationId", { channel: "lcw", conversationId: "a\u0000" }],
    ["period", { channel: "lcw", conversationId: "c1", period: "2026-13" }],
    ["botId", { channel: "lcw", conversationId: "c1", botId: "b" }],
  ])("looked up with a wrong %s: %o", async (path, json) => {
    expectProblem(await lookUp(json), 422, "invalid-request", {
      errors: [{ path, message: expect.any(String) }],
    });
  });
});

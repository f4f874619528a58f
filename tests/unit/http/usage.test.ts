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

const usage = (query: string, tenantId = "acme", key = keys.read) =>
  memory.call({ method: "GET", path: `v1/tenants/${tenantId}/usage${query}`, key });
const record = (...buts: readonly Readonly<Record<string, unknown>>[]) =>
  memory.call({
    method: "POST",
    path: invocationsOf(),
    key: keys.ingest,
    json: buts.map((but, n) => nativeInvocation({ conversationId: `c${n}`, ...but })),
  });

describe("200: usage", () => {
  it("by day has the days on which sessions began, sorted", async () => {
    await record(
      { at: "2026-11-03T00:00:00Z" },
      { at: "2026-11-01T23:59:59.999Z" },
      { at: "2026-11-03T23:59:59Z" },
    );
    expect((await usage("?by=day")).json).toEqual({
      period: "2026-11",
      by: "day",
      items: [
        { name: "2026-11-01", sessions: 1 },
        { name: "2026-11-03", sessions: 2 },
      ],
    });
  });

  it("by channel has the channel on which each conversation began", async () => {
    await record({}, { channel: "msteams" }, { channel: "omnichannel", conversationId: "c0" });
    expect((await usage("?by=channel")).json).toMatchObject({
      items: [
        { name: "lcw", sessions: 1 },
        { name: "msteams", sessions: 1 },
      ],
    });
  });

  it("by bot attributes a session to every bot that was invoked in it", async () => {
    await record({}, { botId: "bot-b", conversationId: "c0" }, {});
    expect((await usage("?by=bot")).json).toMatchObject({
      items: [
        { name: "bot-a", sessions: 2 },
        { name: "bot-b", sessions: 1 },
      ],
    });
  });

  it.each(["__proto__", "constructor", 'quo"te', "a|b", "🤖", "日本"])(
    "by bot has one named %s",
    async (botId) => {
      await record({ botId });
      expect((await usage("?by=bot")).json).toMatchObject({ items: [{ name: botId, sessions: 1 }] });
    },
  );

  it("by bot puts all beyond the first 64 together", async () => {
    await record(...Array.from({ length: 70 }, (_, n) => ({ botId: `bot-${String(n).padStart(2, "0")}` })));
    const { text } = await usage("?by=bot");
    expect(text.match(/"name":/g)).toHaveLength(65);
    expect(JSON.parse(text).items.at(-1)).toEqual({ name: "other", sessions: 6 });
  });

  it("leaves out what is excluded", async () => {
    await record({ role: "smart-assist" });
    expect((await usage("?by=bot")).json).toMatchObject({ items: [] });
  });

  it("is that of the month asked for", async () => {
    await record({ at: "2026-10-31T23:59:59.999Z" });
    expect((await usage("?by=day&period=2026-10")).json).toMatchObject({
      period: "2026-10",
      items: [{ sessions: 1 }],
    });
    expect((await usage("?by=day")).json).toMatchObject({ period: "2026-11", items: [] });
  });
});

describe("404: usage", () => {
  it("of a tenant that is not there", async () => {
    expectProblem(await usage("?by=day", "nobody", ADMIN_KEY), 404, "not-found");
  });
});

describe("422: usage", () => {
  it.each([
    ["", "by"],
    ["?by=", "by"],
    ["?by=excluded", "by"],
    ["?by=hour", "by"],
    ["?by=day&period=2026-00", "period"],
    ["?by=day&by=bot", "by"],
  ])("asked by %j", async (query, path) => {
    expectProblem(await usage(query), 422, "invalid-request", {
      errors: [{ path, message: expect.any(String) }],
    });
  });
});

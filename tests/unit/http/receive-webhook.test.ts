import { beforeEach, describe, expect, it } from "vitest";
import {
  ADMIN_KEY,
  givenTenant,
  type MemoryApp,
  memoryApp,
  type TenantKeys,
} from "../../support/memory-app.ts";
import { expectProblem } from "../../support/problems.ts";
import { conversationRows } from "../../support/recount.ts";
import { tenant } from "../../support/values.ts";

let memory: MemoryApp;
let keys: TenantKeys;
beforeEach(async () => {
  memory = memoryApp();
  keys = await givenTenant(memory);
  const json = { kind: "bot-framework", settings: {} };
  await memory.call({ method: "PUT", path: "v1/tenants/acme/sources/web", key: keys.operate, json });
});

const message = (but: Readonly<Record<string, unknown>> = {}) => ({
  type: "message",
  channelId: "directline",
  timestamp: "2026-11-25T08:59:00Z",
  from: { id: "u1", role: "user" },
  recipient: { id: "bot-a", role: "bot" },
  conversation: { id: "c1" },
  ...but,
});
const path = (sourceId = "web", tenantId = "acme") => `v1/tenants/${tenantId}/sources/${sourceId}`;
const send = (json: unknown, key = keys.ingest) => memory.call({ method: "POST", path: path(), key, json });
const raw = (chunk: string) =>
  memory.call({
    method: "POST",
    path: path(),
    key: keys.ingest,
    chunks: [chunk],
    headers: { "content-type": "application/json" },
  });
/** A message with an attachment that nests so many levels in all. */
const nested = (levels: number): string => {
  const inner = levels - 1;
  return `${JSON.stringify(message()).slice(0, -1)},"x":${"[".repeat(inner)}${"]".repeat(inner)}}`;
};

describe("200: a webhook", () => {
  it("is answered as a batch is, also where it carries one activity", async () => {
    const { status, json } = await send(message());
    expect(status).toBe(200);
    expect(json).toMatchObject({ results: [{ decision: "counted", period: "2026-11" }] });
  });

  it("counts a conversation once, however often it is delivered", async () => {
    await send(message());
    expect((await send(message())).json).toMatchObject({ results: [{ decision: "already-counted" }] });
  });

  it("ignores what invokes no bot, and stores nothing of it", async () => {
    expect((await send({ ...message(), type: "typing" })).json).toEqual({
      results: [{ decision: "ignored", reason: "not-an-invocation" }],
    });
    expect(await conversationRows(memory.store, tenant("acme"))).toEqual([]);
  });

  it("is answered activity by activity, each with what became of it", async () => {
    const activities = [message(), { type: "typing" }, message({ conversation: { id: "" } }), 7];
    expect((await send({ activities })).json).toMatchObject({
      results: [
        { decision: "counted" },
        { decision: "ignored" },
        { problem: { type: "/problems/invalid-request", status: 422 } },
        { decision: "ignored" },
      ],
    });
  });

  it("tells of a sign-in card in a bot's reply, which still counts", async () => {
    const card = { contentType: "application/vnd.microsoft.card.oauth", content: {} };
    const reply = message({
      channelId: "lcw",
      from: { id: "bot-a", role: "bot" },
      recipient: { id: "u1", role: "user" },
      attachments: [card],
    });
    expect((await send(reply)).json).toMatchObject({
      results: [{ decision: "counted", finding: "auth-card" }],
    });
  });

  it("excludes smart assist, with the evidence kept", async () => {
    const reply = message({
      channelId: "lcw",
      from: { id: "bot-a", role: "bot" },
      channelData: { tags: "smartbot" },
    });
    expect((await send(reply)).json).toMatchObject({
      results: [{ decision: "excluded", reason: "smart-assist" }],
    });
    expect(await conversationRows(memory.store, tenant("acme"))).toMatchObject([
      { kind: "excluded", evidence: "channelData.tags = smartbot" },
    ]);
  });

  it.each([[null], [[]], [{}], ["text"], [{ unknown: true }]])(
    "is never refused for the shape of %j",
    async (json) => {
      expect((await send(json)).status).toBe(200);
    },
  );

  it("may be 1 MiB", async () => {
    const text = JSON.stringify(message());
    expect((await raw(text + " ".repeat(1024 * 1024 - text.length))).status).toBe(200);
  });

  it.each([17, 64])("may nest %i levels, as cards do", async (levels) => {
    expect((await raw(nested(levels))).json).toMatchObject({ results: [{ decision: "counted" }] });
  });

  it("may carry a thousand activities", async () => {
    const activities = Array.from({ length: 1000 }, (_, n) => message({ conversation: { id: `c${n}` } }));
    const { json } = await send({ activities });
    expect(json).toMatchObject({ results: { length: 1000, 999: { decision: "counted" } } });
    expect(await conversationRows(memory.store, tenant("acme"))).toHaveLength(1000);
  });
});

describe("400: a webhook", () => {
  it("nests 65 levels", async () => {
    expectProblem(await raw(nested(65)), 400, "body-too-deep");
  });

  it("is no JSON", async () => {
    expectProblem(await raw("{"), 400, "malformed-body");
  });
});

describe("401: a webhook", () => {
  it.each([
    ["to a source that is not registered", "other", "acme"],
    ["to an id that could be one", "x", "acme"],
  ])("%s looks like a wrong credential", async (_, sourceId, tenantId) => {
    const call = { method: "POST", path: path(sourceId, tenantId), json: message() };
    const unknown = await memory.call({ ...call, key: keys.ingest });
    expectProblem(unknown, 401, "unauthorized");
    expect(unknown).toEqual(await memory.call({ ...call, path: path(), key: "wrong" }));
  });

  it("to a tenant that is not there, though the platform's own key sends it", async () => {
    const call = { method: "POST", path: path("web", "nobody"), json: message(), key: ADMIN_KEY };
    expectProblem(await memory.call(call), 401, "unauthorized");
  });
});

describe("403: a webhook", () => {
  it.each(["read", "operate"] as const)("with a key that may only %s", async (role) => {
    expectProblem(await send(message(), keys[role]), 403, "forbidden");
  });
});

describe("413: a webhook", () => {
  it("is a byte over 1 MiB", async () => {
    const text = JSON.stringify(message());
    const called = await raw(text + " ".repeat(1024 * 1024 - text.length + 1));
    expectProblem(called, 413, "body-too-large", { bytesMax: 1024 * 1024 });
  });

  it("carries 1,001 activities, of which none is stored", async () => {
    expectProblem(await send({ activities: Array(1001).fill(message()) }), 413, "batch-too-large", {
      max: 1000,
    });
    expect(await conversationRows(memory.store, tenant("acme"))).toEqual([]);
  });
});

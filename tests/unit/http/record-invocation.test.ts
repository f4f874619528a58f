import { beforeEach, describe, expect, it } from "vitest";
import { closeMonth } from "../../support/close-month.ts";
import {
  givenTenant,
  invocationsOf,
  type MemoryApp,
  memoryApp,
  NOW,
  nativeInvocation,
  type TenantKeys,
} from "../../support/memory-app.ts";
import { conversationRows } from "../../support/recount.ts";
import { month, tenant } from "../../support/values.ts";

let memory: MemoryApp;
let keys: TenantKeys;
beforeEach(async () => {
  memory = memoryApp();
  keys = await givenTenant(memory);
});

const record = async (but: Readonly<Record<string, unknown>> = {}) => {
  const call = { method: "POST", path: invocationsOf(), key: keys.ingest, json: nativeInvocation(but) };
  const { status, json } = await memory.call(call);
  expect(status).toBe(200);
  return json;
};
const used = async (period: string) => {
  const path = `v1/tenants/acme/balance?period=${period}`;
  return (await memory.call({ method: "GET", path, key: keys.read })).json;
};

describe("200: an invocation is", () => {
  it("counted the first time, under a key that does not tell its id", async () => {
    expect(await record()).toEqual({
      decision: "counted",
      reason: "first-invocation",
      period: "2026-11",
      conversationKey: expect.stringMatching(/^[A-Za-z0-9_-]{32}$/),
    });
    expect(await used("2026-11")).toMatchObject({ used: 1 });
  });

  it("already counted when it is sent again, under the same key", async () => {
    const first = await record();
    expect(await record()).toMatchObject({
      ...Object(first),
      decision: "already-counted",
      reason: "same-conversation",
    });
    expect(await used("2026-11")).toMatchObject({ used: 1 });
  });

  it("already counted where another bot was invoked in the conversation", async () => {
    await record();
    expect(await record({ botId: "bot-b" })).toMatchObject({ reason: "other-bot-same-conversation" });
    expect(await used("2026-11")).toMatchObject({ used: 1 });
  });

  it("already counted on another channel of Omnichannel", async () => {
    await record();
    expect(await record({ channel: "omnichannel-whatsapp" })).toMatchObject({ reason: "same-conversation" });
  });

  it("already counted in an earlier month, which is named", async () => {
    await record({ at: "2026-10-31T23:59:59.999Z" });
    expect(await record({ at: "2026-11-01T00:00:00Z" })).toMatchObject({
      reason: "counted-in-earlier-period",
      period: "2026-10",
    });
  });

  it("moved to the earlier month that turns out to be its first", async () => {
    await record({ at: "2026-11-01T00:00:00Z" });
    expect(await record({ at: "2026-10-31T23:59:59.999Z" })).toMatchObject({
      decision: "already-counted",
      period: "2026-10",
    });
    expect([await used("2026-10"), await used("2026-11")]).toMatchObject([{ used: 1 }, { used: 0 }]);
  });

  it.each(["start", "during", "end"])(
    "counted at the conversation's %s, which is kept as evidence",
    async (phase) => {
      expect(await record({ phase })).toMatchObject({ decision: "counted" });
      expect(await conversationRows(memory.store, tenant("acme"))).toMatchObject([{ phase }]);
    },
  );

  it("counted and marked where the bot escalated", async () => {
    expect(await record({ escalated: true })).toMatchObject({ decision: "counted" });
    expect(await conversationRows(memory.store, tenant("acme"))).toMatchObject([{ escalated: true }]);
  });

  it("counted once in each month where its id never changes", async () => {
    const first = await record({ channel: "whatsapp", at: "2026-10-31T23:59:59.999Z" });
    const second = await record({ channel: "whatsapp", at: "2026-11-01T00:00:00Z" });
    expect([first, second]).toMatchObject([
      { decision: "counted", period: "2026-10" },
      { decision: "counted", period: "2026-11" },
    ]);
  });

  it("taken for one of now where it tells no time and its id names one conversation", async () => {
    expect(await record({ at: undefined })).toMatchObject({ decision: "counted", period: "2026-11" });
    expect(await conversationRows(memory.store, tenant("acme"))).toMatchObject([{ at: Date.parse(NOW) }]);
  });

  it.each([
    ["test-traffic", { environment: "test" }],
    ["smart-assist", { role: "smart-assist" }],
    ["channel-not-pooled", { channel: "telephony" }],
    ["bot-kind-not-pooled", { botKind: "copilot-studio" }],
  ])("excluded as %s, the same answer each time, and not counted", async (reason, but) => {
    const first = await record(but);
    expect(first).toMatchObject({ decision: "excluded", reason, period: "2026-11" });
    expect(await record(but)).toEqual(first);
    expect(await used("2026-11")).toMatchObject({ used: 0 });
  });

  it("counted though smart assist was there before, in a row of its own", async () => {
    await record({ role: "smart-assist" });
    expect(await record()).toMatchObject({ decision: "counted" });
    expect((await conversationRows(memory.store, tenant("acme"))).map(({ kind }) => kind)).toEqual([
      "counted",
      "excluded",
    ]);
  });

  it("counted past the pool: running dry never loses usage", async () => {
    expect(await record()).toMatchObject({ decision: "counted" });
    expect(await used("2026-11")).toMatchObject({ granted: 0, used: 1, remaining: 0, overage: 1 });
  });

  it("late in a closed month, and already counted when it is sent again", async () => {
    await closeMonth(memory.store, tenant("acme"), month("2026-10"));
    const at = "2026-10-31T23:59:59.999Z";
    expect(await record({ at })).toMatchObject({
      decision: "late",
      reason: "counted-after-close",
      period: "2026-10",
    });
    expect(await record({ at })).toMatchObject({ decision: "already-counted", period: "2026-10" });
    expect([await used("2026-10"), await used("2026-11")]).toMatchObject([
      { used: 0, late: 1 },
      { used: 0, late: 0 },
    ]);
  });
});

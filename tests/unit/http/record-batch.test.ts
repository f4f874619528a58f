import { beforeEach, describe, expect, it } from "vitest";
import {
  givenTenant,
  invocationsOf,
  type MemoryApp,
  memoryApp,
  nativeInvocation,
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
});

const send = (json: unknown) =>
  memory.call({ method: "POST", path: invocationsOf(), key: keys.ingest, json });
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => nativeInvocation({ conversationId: `c${index}` }));
const stored = async () => (await conversationRows(memory.store, tenant("acme"))).length;

describe("200: a batch", () => {
  it("is answered item by item, in its order", async () => {
    const { status, json } = await send([
      nativeInvocation(),
      nativeInvocation({ role: "smart-assist" }),
      nativeInvocation({ botId: "bot-b" }),
      nativeInvocation({ conversationId: "c2" }),
    ]);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      results: [
        { decision: "counted" },
        { decision: "excluded", reason: "smart-assist" },
        { decision: "already-counted", reason: "other-bot-same-conversation" },
        { decision: "counted" },
      ],
    });
  });

  it("counts a conversation once, however often it is in there", async () => {
    const { json } = await send(Array(5).fill(nativeInvocation()));
    const repeat = { decision: "already-counted", reason: "same-conversation" };
    expect(json).toMatchObject({ results: [{ decision: "counted" }, ...Array(4).fill(repeat)] });
    expect(await stored()).toBe(1);
  });

  it("records what it can: a bad item does not sink the others", async () => {
    const { status, json } = await send([
      { nonsense: true },
      nativeInvocation(),
      nativeInvocation({ conversationId: "c2", at: "2030-01-01T00:00:00Z" }),
      null,
      nativeInvocation({ conversationId: "c3", at: "2020-01-01T00:00:00Z" }),
      nativeInvocation({ channel: "sms", at: undefined }),
    ]);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      results: [
        { problem: { type: "/problems/invalid-request", status: 422 } },
        { decision: "counted" },
        { problem: { type: "/problems/timestamp-in-future", status: 422 } },
        { problem: { type: "/problems/invalid-request", status: 422 } },
        { problem: { type: "/problems/timestamp-too-old", status: 422 } },
        { problem: { type: "/problems/at-required", status: 422 } },
      ],
    });
    expect(await stored()).toBe(1);
  });

  it("may be empty", async () => {
    expect(await send([])).toMatchObject({ status: 200, json: { results: [] } });
  });

  it("of one is answered as a batch", async () => {
    expect(await send([nativeInvocation()])).toMatchObject({ json: { results: [{ decision: "counted" }] } });
  });

  it("may have 100 items, which are all counted", async () => {
    const { json } = await send(many(100));
    expect(json).toMatchObject({ results: Array(100).fill({ decision: "counted" }) });
    expect(await stored()).toBe(100);
  });

  it("is the same whether sent in one or at once in many", async () => {
    await memory.callAll(
      many(20).map((json) => ({ method: "POST", path: invocationsOf(), key: keys.ingest, json })),
    );
    expect(await send(many(20))).toMatchObject({
      json: { results: Array(20).fill({ decision: "already-counted" }) },
    });
    expect(await stored()).toBe(20);
  });
});

describe("413: a batch of 101 items", () => {
  it("is refused whole, and nothing of it is stored", async () => {
    expectProblem(await send(many(101)), 413, "batch-too-large", { max: 100 });
    expect(await stored()).toBe(0);
  });
});

describe("422: a list in a batch", () => {
  it("is no item", async () => {
    expect(await send([[nativeInvocation()]])).toMatchObject({
      status: 200,
      json: { results: [{ problem: { type: "/problems/invalid-request" } }] },
    });
  });
});

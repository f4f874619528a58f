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

const STRUCTURED = "application/cloudevents+json";
const BATCH = "application/cloudevents-batch+json";
const event = (but: Readonly<Record<string, unknown>> = {}) => ({
  specversion: "1.0",
  type: "botmeter.invocation.v1",
  source: "/bots/a",
  id: "e1",
  data: nativeInvocation(),
  ...but,
});
const send = (json: unknown, contentType = STRUCTURED) =>
  memory.call({
    method: "POST",
    path: invocationsOf(),
    key: keys.ingest,
    json,
    headers: { "content-type": contentType },
  });

describe("200: a CloudEvent", () => {
  it.each([STRUCTURED, `${STRUCTURED}; charset=utf-8`, "Application/CloudEvents+JSON"])(
    "is answered as the invocation in it: %s",
    async (contentType) => {
      const { status, json } = await send(event(), contentType);
      expect(status).toBe(200);
      expect(json).toMatchObject({ decision: "counted", period: "2026-11" });
    },
  );

  it("may have extension attributes and all that the standard has beside", async () => {
    const extended = event({
      datacontenttype: "application/json",
      dataschema: "https://example.com/schema",
      subject: "s",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      sampledrate: 7,
    });
    expect(await send(extended)).toMatchObject({ status: 200, json: { decision: "counted" } });
  });

  it("is of its own time where its data tell none", async () => {
    const data = nativeInvocation({ at: undefined, channel: "sms" });
    expect(await send(event({ time: "2026-10-31T23:59:59Z", data }))).toMatchObject({
      json: { period: "2026-10" },
    });
  });

  it("is of the time in its data where both tell one", async () => {
    expect(await send(event({ time: "2026-10-31T23:59:59Z" }))).toMatchObject({
      json: { period: "2026-11" },
    });
  });

  it("counts the same conversation as native JSON does", async () => {
    await send(event());
    expect(await send(nativeInvocation(), "application/json")).toMatchObject({
      json: { decision: "already-counted" },
    });
  });

  it("repeated under another event id adds nothing: the conversation is what counts", async () => {
    await send(event());
    expect(await send(event({ id: "e2" }))).toMatchObject({ json: { decision: "already-counted" } });
  });

  it("in a batch is answered in its order, bad ones with their problem", async () => {
    const second = event({
      id: "e2",
      data: nativeInvocation({ conversationId: "c2" }),
      comexampleextension1: "x",
    });
    expect(await send([event(), event({ type: "other" }), second], BATCH)).toMatchObject({
      status: 200,
      json: {
        results: [
          { decision: "counted" },
          { problem: { type: "/problems/invalid-request", status: 422 } },
          { decision: "counted" },
        ],
      },
    });
  });
});

describe("422: no CloudEvent of an invocation, and nothing is stored", () => {
  it.each([
    ["another version", { specversion: "0.3" }, "specversion"],
    ["another type", { type: "com.example.order" }, "type"],
    ["no source", { source: "" }, "source"],
    ["no id", { id: undefined }, "id"],
    ["a time that is none", { time: "yesterday" }, "time"],
    ["no data", { data: undefined }, "data"],
    ["data that are no invocation", { data: { ...nativeInvocation(), botId: "" } }, "data.botId"],
    ["an unknown field in its data", { data: nativeInvocation({ tenantId: "other" }) }, "data.tenantId"],
  ])("%s", async (_, but, path) => {
    expectProblem(await send(event(but)), 422, "invalid-request", {
      errors: [{ path, message: expect.any(String) }],
    });
    expect(await conversationRows(memory.store, tenant("acme"))).toEqual([]);
  });

  it("is native JSON that says it is a CloudEvent", async () => {
    expectProblem(await send(nativeInvocation()), 422, "invalid-request");
  });

  it("is a CloudEvent that says it is native JSON", async () => {
    expectProblem(await send(event(), "application/json"), 422, "invalid-request");
  });

  it("is one event that says it is a batch", async () => {
    expectProblem(await send(event(), BATCH), 422, "invalid-request");
  });

  it("has no time, also not in its data, where the id never changes", async () => {
    expectProblem(
      await send(event({ data: nativeInvocation({ at: undefined, channel: "sms" }) })),
      422,
      "at-required",
    );
  });
});

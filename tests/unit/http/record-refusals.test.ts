import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StoredRow } from "../../../shared/application/ports.ts";
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
import { tenant } from "../../support/values.ts";

let memory: MemoryApp;
let keys: TenantKeys;
let before: readonly StoredRow[];
const partition = () => memory.store.query("Sessions", tenant("acme"), "", "~~", 1000);

beforeEach(async () => {
  memory = memoryApp();
  keys = await givenTenant(memory);
  before = await partition();
});

// Nothing is stored after a refusal, not even a name, and nothing is logged.
afterEach(async () => {
  expect(await partition()).toEqual(before);
  expect(memory.faults).toEqual([]);
});

const send = (json: unknown, key = keys.ingest) =>
  memory.call({ method: "POST", path: invocationsOf(), key, json });

const LONG = "x".repeat(1025);

describe("422: not a valid invocation, naming each field", () => {
  it.each([
    ["no conversation", { conversationId: undefined }, "conversationId"],
    ["an empty conversation id", { conversationId: "" }, "conversationId"],
    ["a conversation id of 1,025 characters", { conversationId: LONG }, "conversationId"],
    ["a lone surrogate in it", { conversationId: "a\ud800" }, "conversationId"],
    ["a control character in it", { conversationId: "a\u0000" }, "conversationId"],
    ["a number for it", { conversationId: 7 }, "conversationId"],
    ["no bot", { botId: undefined }, "botId"],
    ["a bot id of 129 characters", { botId: "x".repeat(129) }, "botId"],
    ["no channel", { channel: undefined }, "channel"],
    ["a channel that is none", { channel: "MS Teams" }, "channel"],
    ["a time without an offset", { at: "2026-11-25T09:00:00" }, "at"],
    ["a day for a time", { at: "2026-11-25" }, "at"],
    ["a day that is not in the calendar", { at: "2026-02-30T00:00:00Z" }, "at"],
    ["a number for a time", { at: 1_795_597_200_000 }, "at"],
    ["null for a time", { at: null }, "at"],
    ["a time before 1970", { at: "1969-12-31T23:59:59Z" }, "at"],
    ["an unknown phase", { phase: "middle" }, "phase"],
    ["a text for a truth", { escalated: "true" }, "escalated"],
    ["an unknown role", { role: "human" }, "role"],
    ["an unknown kind of bot", { botKind: "Copilot-Studio" }, "botKind"],
    ["an unknown environment", { environment: "prod" }, "environment"],
  ])("%s", async (_, but, path) => {
    expectProblem(await send(nativeInvocation(but)), 422, "invalid-request", {
      errors: [{ path, message: expect.any(String) }],
    });
  });

  it.each([
    ["a tenant of its own", { tenantId: "other" }],
    ["a misspelt field", { botID: "bot-a" }],
    ["`__proto__`", JSON.parse('{"__proto__":{"role":"smart-assist"}}')],
  ])("an unknown field: %s", async (_, but) => {
    // A spread defines what it copies, so that `__proto__` stays a field.
    expectProblem(await send({ ...nativeInvocation(), ...but }), 422, "invalid-request");
  });

  it.each([[null], [7], ["text"], [true], [{}]])("the body %j", async (body) => {
    expectProblem(await send(body), 422, "invalid-request");
  });

  it("never tells the input back", async () => {
    const answer = await send(
      nativeInvocation({ conversationId: "tell-tale\u0000", botId: 4711, phase: "tell-tale" }),
    );
    expect(answer.text).not.toMatch(/tell-tale|4711/);
  });
});

describe("422: a time that cannot be recorded", () => {
  it("is more than 24 h ahead, and the last that is accepted is named", async () => {
    const answer = await send(nativeInvocation({ at: "2026-11-26T09:00:00.001Z" }));
    expectProblem(answer, 422, "timestamp-in-future", { latest: "2026-11-26T09:00:00.000Z" });
  });

  it("lies before the tenant's first month, which is named", async () => {
    const answer = await send(nativeInvocation({ at: "2025-12-31T23:59:59.999Z" }));
    expectProblem(answer, 422, "timestamp-too-old", { earliest: "2026-01" });
  });

  it("lies in a month that is about to be purged", async () => {
    memory.clock.set("2027-03-01T00:00:00.000Z");
    const answer = await send(nativeInvocation({ at: "2026-02-28T23:59:59.999Z" }));
    expectProblem(answer, 422, "timestamp-too-old", { earliest: "2026-03" });
  });

  it.each([
    ["whatsapp", "1|2"],
    ["sms", "+15550100"],
    ["msteams", "a:1"],
    ["slack", "T1|D1"],
    ["acs-sms", "a|b"],
  ])("is missing where the id on %s never changes", async (channel, conversationId) => {
    expectProblem(
      await send(nativeInvocation({ channel, conversationId, at: undefined })),
      422,
      "at-required",
    );
  });
});

describe("404: a tenant that is not there", () => {
  it("is told to the platform's own key", async () => {
    const call = { method: "POST", path: invocationsOf("nobody"), key: ADMIN_KEY, json: nativeInvocation() };
    expectProblem(await memory.call(call), 404, "not-found");
  });
});

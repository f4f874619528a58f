import { Agent, request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { type Api, apiOf, makeTenant } from "./api.ts";
import { recount } from "./recount.ts";
import { type Stack, startStack } from "./stack.ts";

const TENANT = "hostile";
const PATH = `v1/tenants/${TENANT}/invocations`;
const fine = { conversationId: "c-1", botId: "bot-1", channel: "lcw" };
const json = JSON.stringify;

let stack: Stack;
let url: string;
let key: string;
let foreignKey: string;
let api: Api;
beforeAll(async () => {
  stack = await startStack();
  ({ url } = await stack.startHost());
  const admin = apiOf(url, stack.adminKey);
  key = await makeTenant(admin, TENANT);
  foreignKey = await makeTenant(admin, "foreign");
  api = apiOf(url, key);
});
afterAll(() => stack.stop());

const problemSchema = z.object({ type: z.string(), status: z.int(), title: z.string(), detail: z.string() });
const nothingIsStored = async (): Promise<void> => {
  const { rows, lanes } = await recount(stack.azurite.connectionString, TENANT);
  expect([...rows, ...lanes]).toEqual([]);
};

const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
const future = new Date(Date.now() + 25 * 60 * 60 * 1000).toISOString();
type Headers = Readonly<Record<string, string>>;
type Case = readonly [what: string, status: number, type: string, body: string, headers: Headers];
const sent = (what: string, status: number, type: string, body: string, headers: Headers = {}): Case => [
  what,
  status,
  type,
  body,
  headers,
];

const bad: readonly Case[] = [
  sent("malformed JSON", 400, "malformed-body", '{"conversationId":'),
  sent("an empty body", 400, "malformed-body", ""),
  sent("an unescaped NUL", 400, "malformed-body", '{"a":"\u0000"}'),
  sent("nesting of 17 levels", 400, "body-too-deep", nested(17)),
  sent("nesting of 500,000 levels", 400, "body-too-deep", nested(500_000)),
  sent(
    "one item of over 64 KiB",
    413,
    "body-too-large",
    json({ ...fine, conversationId: "x".repeat(65_536) }),
  ),
  sent("a batch of over 1 MiB", 413, "body-too-large", json(["x".repeat(1_048_576)])),
  sent("a batch of 101", 413, "batch-too-large", json(Array.from({ length: 101 }, () => fine))),
  sent("a form", 415, "unsupported-media-type", json(fine), {
    "content-type": "application/x-www-form-urlencoded",
  }),
  sent("another character set", 415, "unsupported-media-type", json(fine), {
    "content-type": "application/json; charset=utf-16",
  }),
  sent("a compressed body", 415, "unsupported-media-type", json(fine), { "content-encoding": "gzip" }),
  sent("a text", 422, "invalid-request", json("text")),
  sent("null", 422, "invalid-request", "null"),
  sent("wrong types", 422, "invalid-request", json({ ...fine, botId: 7 })),
  sent("an unknown field", 422, "invalid-request", json({ ...fine, text: "hello" })),
  sent(
    "__proto__",
    422,
    "invalid-request",
    '{"__proto__":{"role":"x"},"conversationId":"c","botId":"b","channel":"lcw","x":1}',
  ),
  sent(
    "a lone surrogate",
    422,
    "invalid-request",
    `{"conversationId":"\\ud800","botId":"b","channel":"lcw"}`,
  ),
  sent(
    "a conversation id of 10,000 characters",
    422,
    "invalid-request",
    json({ ...fine, conversationId: "x".repeat(10_000) }),
  ),
  sent("a NUL", 422, "invalid-request", json({ ...fine, botId: "a\u0000b" })),
  sent("a channel in upper case", 422, "invalid-request", json({ ...fine, channel: "LCW" })),
  sent("a time that is none", 422, "invalid-request", json({ ...fine, at: "2026-02-30T00:00:00Z" })),
  sent("a time 25 hours ahead", 422, "timestamp-in-future", json({ ...fine, at: future })),
  sent(
    "a time before the tenant's first month",
    422,
    "timestamp-too-old",
    json({ ...fine, at: "1999-12-31T23:59:59Z" }),
  ),
  sent("a persistent id without a time", 422, "at-required", json({ ...fine, channel: "whatsapp" })),
];

describe("bad input", () => {
  it.each(bad)("%s is a problem %i %s, and nothing is stored", async (_, status, type, body, headers) => {
    const called = await api("POST", PATH, body, headers);

    expect(called.headers.get("content-type")).toBe("application/problem+json");
    expect(problemSchema.parse(called.json)).toMatchObject({ status, type: `/problems/${type}` });
    expect(called.status).toBe(status);
    await nothingIsStored();
  });

  it("a foreign tenant's key and an unknown tenant look alike", async () => {
    const foreign = await apiOf(url, foreignKey)("POST", PATH, fine);
    const unknown = await apiOf(url, foreignKey)("POST", "v1/tenants/no-such-tenant/invocations", fine);

    expect(foreign.status).toBe(404);
    expect(unknown.json).toEqual(foreign.json);
    expect((await apiOf(url, "bm_000000000000_wrong")("POST", PATH, fine)).status).toBe(401);
    await nothingIsStored();
  });
});

describe("good input", () => {
  it("comes in chunks as well, and in a batch beside a bad item", async () => {
    const chunked = await postChunked([json(fine).slice(0, 20), json(fine).slice(20)]);
    expect(JSON.parse(chunked)).toMatchObject({ decision: "counted" });

    const { status, json: answered } = await api("POST", PATH, [
      fine,
      { bad: 1 },
      { ...fine, conversationId: "c-2" },
    ]);

    expect(status).toBe(200);
    expect(answered).toMatchObject({
      results: [
        { decision: "already-counted" },
        { problem: { type: "/problems/invalid-request" } },
        { decision: "counted" },
      ],
    });
  });
});

/** Sends a body without its length, as Event Grid does. */
const postChunked = async (chunks: readonly string[]): Promise<string> => {
  const agent = new Agent();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const request = httpRequest(`${url}/api/${PATH}`, { method: "POST", headers, agent }, (response) => {
    text(response).then(resolve, reject);
  });
  request.on("error", reject);
  for (const chunk of chunks) request.write(chunk);
  request.end();
  return await promise.finally(() => agent.destroy());
};

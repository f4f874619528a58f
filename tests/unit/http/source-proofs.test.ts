import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, it } from "vitest";
import { APP_ID, type Issuer, newIssuer, SERVICE_URL } from "../../support/issuer.ts";
import {
  givenTenant,
  type MemoryApp,
  memoryApp,
  NOW,
  newWorld,
  type TenantKeys,
} from "../../support/memory-app.ts";
import { expectProblem } from "../../support/problems.ts";
import { realTimers } from "../../support/real-timers.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const TEAMS_TOKEN = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const BODY = JSON.stringify({
  type: "message",
  channelId: "msteams",
  serviceUrl: SERVICE_URL,
  timestamp: "2026-11-25T08:59:00Z",
  from: { id: "29:u1" },
  recipient: { id: `28:${APP_ID}` },
  conversation: { id: "c1" },
});

let issuer: Issuer;
let memory: MemoryApp;
let keys: TenantKeys;
beforeEach(async () => {
  issuer = await newIssuer();
  // Signatures are checked on threads, which virtual time does not wait for.
  memory = memoryApp({ ...newWorld(), timers: realTimers, fetchJson: issuer.fetchJson });
  keys = await givenTenant(memory);
});

const PATH = "v1/tenants/acme/sources/bot";
const put = async (json: unknown): Promise<string> =>
  JSON.parse((await memory.call({ method: "PUT", path: PATH, key: keys.operate, json })).text).secret;
const rotate = async (): Promise<string> => {
  const path = `${PATH}/secrets`;
  return JSON.parse((await memory.call({ method: "POST", path, key: keys.operate })).text).secret;
};
const send = (headers: Readonly<Record<string, string>>, body = BODY, path = PATH) =>
  memory.call({
    method: "POST",
    path,
    chunks: [body],
    headers: { "content-type": "application/json", ...headers },
  });
const signed = (secret: string, at = NOW, body = BODY) => ({
  "webhook-id": "msg_1",
  "webhook-timestamp": String(Date.parse(at) / 1000),
  "webhook-signature": new Webhook(secret).sign("msg_1", new Date(at), body),
});
const COUNTED = { results: [{ decision: "counted" }] };
const SOURCE = { kind: "bot-framework", settings: { appId: APP_ID } };

describe("200: a source of kind bot-framework", () => {
  it("takes what its secret signed", async () => {
    expect((await send(signed(await put(SOURCE)))).json).toMatchObject(COUNTED);
  });

  it("takes what Bot Connector's token is for", async () => {
    await put(SOURCE);
    const authorization = `Bearer ${await issuer.token()}`;
    expect((await send({ authorization })).json).toMatchObject(COUNTED);
  });

  it("takes what an ingest key of the tenant vouches for", async () => {
    await put(SOURCE);
    expect((await send({ authorization: `Bearer ${keys.ingest}` })).json).toMatchObject(COUNTED);
  });

  it("takes the old secret for a day after a new one was made, and then the new one alone", async () => {
    const old = await put(SOURCE);
    const fresh = await rotate();
    const last = new Date(Date.parse(NOW) + DAY_MS - 1000).toISOString();
    memory.clock.set(last);
    expect((await send(signed(old, last))).status).toBe(200);
    const over = new Date(Date.parse(NOW) + DAY_MS).toISOString();
    memory.clock.set(over);
    expect((await send(signed(old, over))).status).toBe(401);
    expect((await send(signed(fresh, over))).status).toBe(200);
  });
});

describe("401: a webhook", () => {
  it("of an unknown source looks like one that proves nothing", async () => {
    const headers = signed(await put(SOURCE), "2026-11-24T09:00:00.000Z");
    const bad = await send(headers);
    expectProblem(bad, 401, "unauthorized");
    expect(await send(headers, BODY, "v1/tenants/acme/sources/other")).toEqual(bad);
    expect(await send(headers, BODY, "v1/tenants/nobody/sources/bot")).toEqual(bad);
    expect(await send(headers, BODY, "v1/tenants/acme/sources/No%20Id")).toEqual(bad);
  });

  it("that proves nothing is not parsed", async () => {
    await put(SOURCE);
    expectProblem(await send({}, "{"), 401, "unauthorized");
    expectProblem(await send({ "content-type": "text/plain" }), 401, "unauthorized");
  });

  it("signed by another source's secret", async () => {
    const secret = await put(SOURCE);
    const path = "v1/tenants/acme/sources/other";
    await memory.call({ method: "PUT", path, key: keys.operate, json: SOURCE });
    expectProblem(await send(signed(secret), BODY, path), 401, "unauthorized");
  });

  it("with a byte more than was signed", async () => {
    expectProblem(await send(signed(await put(SOURCE)), `${BODY} `), 401, "unauthorized");
  });

  it("names the channel that Bot Connector's key is not endorsed for", async () => {
    await put(SOURCE);
    const authorization = `Bearer ${await issuer.token()}`;
    const called = await send({ authorization }, BODY.replace("msteams", "lcw"));
    expectProblem(called, 401, "unauthorized", { channel: "lcw" });
  });
});

describe("404: a webhook", () => {
  it("with another tenant's key, though the source's own proof is with it", async () => {
    const secret = await put(SOURCE);
    const other = await givenTenant(memory, "other");
    const headers = { ...signed(secret), authorization: `Bearer ${other.ingest}` };
    expectProblem(await send(headers), 404, "not-found");
  });
});

describe("413: a webhook", () => {
  it("is told to be too large before anyone looks who sends it", async () => {
    await put(SOURCE);
    expectProblem(await send({}, " ".repeat(1024 * 1024 + 1)), 413, "body-too-large");
  });
});

describe("503: a webhook", () => {
  it("whose sender's keys cannot be had", async () => {
    await put(SOURCE);
    const authorization = `Bearer ${await issuer.token()}`;
    issuer.be("down");
    const called = await send({ authorization });
    expectProblem(called, 503, "proof-unavailable");
    expect(called.headers["retry-after"]).toBe("1");
  });
});

describe("a source of kind teams-outgoing", () => {
  const TEAMS = { kind: "teams-outgoing", settings: { botIds: ["bot1"] }, secret: TEAMS_TOKEN };
  const text = JSON.stringify({ ...JSON.parse(BODY), recipient: null });
  const hmacOf = (token: string) => ({
    authorization: `HMAC ${createHmac("sha256", Buffer.from(token, "base64")).update(text).digest("base64")}`,
  });

  it("is answered with a message, which Teams shows, and counts", async () => {
    await put(TEAMS);
    const called = await send(hmacOf(TEAMS_TOKEN), text);
    expect([called.status, called.json]).toEqual([200, { type: "message", text: "Received." }]);
    const balance = await memory.call({ method: "GET", path: "v1/tenants/acme/balance", key: keys.read });
    expect(balance.json).toMatchObject({ used: 1 });
  });

  it("takes the vendor's old and new secret for a day", async () => {
    await put(TEAMS);
    const fresh = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
    expect(await put({ ...TEAMS, secret: fresh })).toBeUndefined();
    for (const token of [TEAMS_TOKEN, fresh]) expect((await send(hmacOf(token), text)).status).toBe(200);
    memory.clock.set(new Date(Date.parse(NOW) + DAY_MS).toISOString());
    expect((await send(hmacOf(TEAMS_TOKEN), text)).status).toBe(401);
  });

  it("keeps its secret where it is put without one, and needs one where it is new", async () => {
    const { secret: _, ...without } = TEAMS;
    const call = { method: "PUT", path: PATH, key: keys.operate, json: without };
    expectProblem(await memory.call(call), 422, "invalid-request", { errors: [{ path: "secret" }] });
    await put(TEAMS);
    expect((await memory.call(call)).status).toBe(200);
    expect((await send(hmacOf(TEAMS_TOKEN), text)).status).toBe(200);
  });

  it("has no secret made here, and refuses one that Teams cannot have shown", async () => {
    await put(TEAMS);
    const call = { method: "POST", path: `${PATH}/secrets`, key: keys.operate };
    expectProblem(await memory.call(call), 409, "no-secret");
    const bad = { method: "PUT", path: PATH, key: keys.operate, json: { ...TEAMS, secret: "?" } };
    expectProblem(await memory.call(bad), 422, "invalid-request");
  });

  it("names exactly one bot", async () => {
    const json = { ...TEAMS, settings: { botIds: ["a", "b"] } };
    const called = await memory.call({ method: "PUT", path: PATH, key: keys.operate, json });
    expectProblem(called, 422, "invalid-request", { errors: [{ path: "settings.botIds" }] });
  });
});

it("stores and lists no secret as it is", async () => {
  const secret = await put(SOURCE);
  const row = await memory.store.get("Credentials", "acme", "s|bot");
  const list = await memory.call({ method: "GET", path: "v1/tenants/acme/sources", key: keys.read });
  expect(`${JSON.stringify(row)}${list.text}`).not.toContain(secret.slice(6));
});

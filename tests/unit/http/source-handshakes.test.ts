import { beforeEach, describe, expect, it } from "vitest";
import { givenTenant, type MemoryApp, memoryApp, NOW, type TenantKeys } from "../../support/memory-app.ts";
import { expectProblem } from "../../support/problems.ts";
import { SIGN } from "../../support/sign.ts";
import { given } from "../../support/values.ts";

const PATH = "v1/tenants/acme/sources/s1";
const ASK = { "webhook-request-origin": "eventgrid.azure.net", "webhook-request-rate": "120" };

let memory: MemoryApp;
let keys: TenantKeys;
beforeEach(async () => {
  memory = memoryApp();
  keys = await givenTenant(memory);
});

const put = async (json: unknown): Promise<string> =>
  JSON.parse((await memory.call({ method: "PUT", path: PATH, key: keys.operate, json })).text).secret;
const ask = (query: string, headers: Readonly<Record<string, string>> = ASK) =>
  memory.call({ method: "OPTIONS", path: `${PATH}${query}`, headers });

describe.each(["event-grid", "cloudevents"])("CloudEvents' handshake with a source of kind %s", (kind) => {
  it("lets who proves itself send", async () => {
    const called = await ask(`?code=${await put({ kind })}`);
    expect([called.status, called.text]).toEqual([200, ""]);
    expect(called.headers).toMatchObject({
      "webhook-allowed-origin": "eventgrid.azure.net",
      "webhook-allowed-rate": "*",
    });
  });

  it("lets who has a key send", async () => {
    await put({ kind });
    const called = await memory.call({ method: "OPTIONS", path: PATH, key: keys.ingest, headers: ASK });
    expect(called.status).toBe(200);
  });

  it("with a wrong secret is 401, as with an unknown source", async () => {
    await put({ kind });
    const wrong = await ask("?code=wrong");
    expectProblem(wrong, 401, "unauthorized");
    const other = { method: "OPTIONS", path: "v1/tenants/acme/sources/s2?code=wrong", headers: ASK };
    expect(await memory.call(other)).toEqual(wrong);
  });

  it.each([{}, { "webhook-request-origin": "<script>" }])("that asks nothing is 404: %j", async (headers) => {
    expectProblem(await ask(`?code=${await put({ kind })}`, headers), 404, "not-found");
  });
});

describe("Event Grid's validation", () => {
  const event = {
    eventType: "Microsoft.EventGrid.SubscriptionValidationEvent",
    data: { validationCode: "512d38b6" },
  };
  const validate = (query: string) => memory.call({ method: "POST", path: `${PATH}${query}`, json: [event] });

  it("is answered with its code", async () => {
    const called = await validate(`?code=${await put({ kind: "event-grid" })}`);
    expect([called.status, called.json]).toEqual([200, { validationResponse: "512d38b6" }]);
  });

  it("of nobody is 401", async () => {
    await put({ kind: "event-grid" });
    expectProblem(await validate("?code=wrong"), 401, "unauthorized");
  });
});

describe("Slack's verification", () => {
  const verify = (secret: string) => {
    const body = { type: "url_verification", token: "x", challenge: "3eZbrw1a" };
    const signed = given(SIGN["slack"])({ secret, now: NOW, body });
    return memory.call({ method: "POST", path: PATH, chunks: [signed.body], headers: signed.headers });
  };

  it("is answered with its challenge where it is signed, else 401", async () => {
    await put({ kind: "slack", secret: "s1" });
    const called = await verify("s1");
    expect([called.status, called.json]).toEqual([200, { challenge: "3eZbrw1a" }]);
    expectProblem(await verify("s2"), 401, "unauthorized");
  });
});

describe("WhatsApp's handshake", () => {
  const greet = (query: string) => memory.call({ method: "GET", path: `${PATH}?${query}` });
  const givenSource = async (settings: object = { verifyToken: "v1" }) =>
    await put({ kind: "whatsapp", secret: "app", settings });

  it("is answered with its challenge, as plain text", async () => {
    await givenSource();
    const called = await greet("hub.mode=subscribe&hub.verify_token=v1&hub.challenge=1158201444");
    expect([called.status, called.text]).toEqual([200, "1158201444"]);
    expect(called.headers["content-type"]).toBe("text/plain");
  });

  it.each([
    ["a wrong token", "hub.mode=subscribe&hub.verify_token=v2&hub.challenge=1"],
    ["no token", "hub.mode=subscribe&hub.challenge=1"],
  ])("with %s is 401", async (_, query) => {
    await givenSource();
    expectProblem(await greet(query), 401, "unauthorized");
  });

  it("of a source that has no token is 401", async () => {
    await givenSource({});
    expectProblem(await greet("hub.mode=subscribe&hub.verify_token=&hub.challenge=1"), 401, "unauthorized");
  });

  it.each(["hub.mode=other&hub.challenge=1", "hub.mode=subscribe&hub.challenge=%3Cscript%3E"])(
    "that is none is 404: %s",
    async (query) => {
      await givenSource();
      expectProblem(await greet(`${query}&hub.verify_token=v1`), 404, "not-found");
    },
  );

  it("opens nothing else: what is sent has to be signed", async () => {
    await givenSource();
    const path = `${PATH}?hub.verify_token=v1`;
    expectProblem(await memory.call({ method: "POST", path, json: {} }), 401, "unauthorized");
  });
});

it("a source of a kind without handshakes has none: 404", async () => {
  await put({ kind: "bot-framework" });
  for (const method of ["GET", "OPTIONS"])
    expectProblem(
      await memory.call({ method, path: PATH, key: keys.ingest, headers: ASK }),
      404,
      "not-found",
    );
});

import { describe, expect, it } from "vitest";
import { createSending } from "../../../shared/notify/sending.ts";
import { ADMIN_KEY, givenTenant, memoryApp, newWorld } from "../../support/memory-app.ts";
import { expectProblem } from "../../support/problems.ts";
import { HOOK, useEndpoints } from "../../support/use-endpoints.ts";

const { ask, put } = useEndpoints();
const list = async () => (await ask("GET", "endpoints")).json;

describe("404: an endpoint", () => {
  it.each([
    ["DELETE", ""],
    ["POST", "/ping"],
    ["POST", "/secrets"],
  ])("that is not there: %s %s", async (method, below) => {
    expectProblem(await ask(method, `endpoints/nobody${below}`), 404, "not-found");
  });

  it("of a tenant that is not there", async () => {
    for (const [method, below, json] of [
      ["PUT", "endpoints/ops", { kind: "webhook", url: HOOK }],
      ["GET", "endpoints", undefined],
      ["POST", "endpoints/ops/ping", undefined],
    ] as const)
      expectProblem(await ask(method, below, json, ADMIN_KEY, "nobody"), 404, "not-found");
  });
});

describe("409: an endpoint", () => {
  it("of the same id is of another kind", async () => {
    await put("ops");
    expectProblem(await put("ops", { kind: "slack" }), 409, "endpoint-kind-differs", { kind: "webhook" });
    expect(await list()).toMatchObject({ items: [{ kind: "webhook" }] });
  });

  it("is the 51st of its tenant, while those that are there can be changed", async () => {
    for (let number = 0; number < 50; number++) await put(`e${number}`);
    expectProblem(await put("one-more"), 409, "too-many-endpoints");
    expect((await put("e7", { events: ["ping"] })).status).toBe(200);
    await ask("DELETE", "endpoints/e7");
    expect((await put("one-more")).status).toBe(201);
  });

  it("has no secret to replace where it is no webhook", async () => {
    await put("chat", { kind: "teams" });
    expectProblem(await ask("POST", "endpoints/chat/secrets"), 409, "no-secret");
  });
});

describe("422: an endpoint", () => {
  it.each([
    ["kind", { kind: "sms" }],
    ["kind", { kind: undefined }],
    ["url", { url: undefined }],
    ["url", { url: 7 }],
    ["url", { url: `https://hooks.example/${"x".repeat(2_048)}` }],
    ["events", { events: [] }],
    ["events.0", { events: ["pool.everything"] }],
    ["to", { kind: "email", url: undefined }],
    ["to", { kind: "email", url: undefined, to: [] }],
    ["to.0", { kind: "email", url: undefined, to: ["nobody"] }],
    ["secret", { secret: "whsec_x" }],
  ])("with a wrong %s: %o", async (path, but) => {
    expectProblem(await put("ops", but), 422, "invalid-request", {
      errors: [{ path, message: expect.any(String) }],
    });
    expect(await list()).toEqual({ items: [] });
  });

  it.each(["OPS", "-ops", "a%7Cb", "x".repeat(64)])("with the id %s", async (id) => {
    expectProblem(await put(id), 422, "invalid-request");
  });

  it.each([
    ["url", "http://hooks.example"],
    ["url", "https://127.0.0.1/x"],
    ["url", "https://localhost:7071"],
    ["url", "https://10.0.0.1"],
    ["url", "https://169.254.169.254/latest"],
    ["url", "https://[::1]/"],
    ["url", "https://intranet"],
    ["url", "https://user:pa55@hooks.example"],
    ["url", "https://hooks.example:25"],
    ["url", "nonsense"],
  ])("whose %s is sent to by nobody: %s", async (path, url) => {
    const world = newWorld();
    const sending = { ...world.sending, ...createSending({ allowLoopback: false }) };
    const memory = memoryApp({ ...world, sending });
    const { operate: key } = await givenTenant(memory);
    const call = {
      method: "PUT",
      path: "v1/tenants/acme/endpoints/ops",
      key,
      json: { kind: "webhook", url },
    };
    const refused = await memory.call(call);
    expectProblem(refused, 422, "invalid-request", { errors: [{ path, message: expect.any(String) }] });
    expect(refused.text).not.toContain("pa55");
  });

  it("is a mail where no mail server is set", async () => {
    const world = newWorld();
    const sending = { ...world.sending, ...createSending({ allowLoopback: false }) };
    const memory = memoryApp({ ...world, sending });
    const { operate: key } = await givenTenant(memory);
    const json = { kind: "email", to: ["ops@acme.example"] };
    const refused = await memory.call({ method: "PUT", path: "v1/tenants/acme/endpoints/ops", key, json });
    expectProblem(refused, 422, "invalid-request", {
      errors: [{ path: "kind", message: expect.any(String) }],
    });
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { ADMIN_KEY, givenTenant, type MemoryApp, memoryApp, NOW } from "../../support/memory-app.ts";
import { expectProblem } from "../../support/problems.ts";

let memory: MemoryApp;
beforeEach(async () => {
  memory = memoryApp();
  await givenTenant(memory);
});

const KEYS = "v1/tenants/acme/keys";
const make = (json: unknown, path = KEYS) => memory.call({ method: "POST", path, key: ADMIN_KEY, json });
const made = async (json: unknown): Promise<{ keyId: string; key: string }> =>
  JSON.parse((await make(json)).text);
const list = () => memory.call({ method: "GET", path: KEYS, key: ADMIN_KEY });
const remove = (keyId: string, path = KEYS) =>
  memory.call({ method: "DELETE", path: `${path}/${keyId}`, key: ADMIN_KEY });
const opens = async (key: string, process = memory): Promise<number> =>
  (await process.call({ method: "GET", path: "v1/tenants/acme/balance", key })).status;

describe("201: a key", () => {
  it("is shown once, and opens what its role says", async () => {
    const { status, json, text } = await make({ role: "read", name: "dashboard" });
    expect(status).toBe(201);
    expect(json).toEqual({
      keyId: expect.stringMatching(/^[0-9A-Za-z]{12}$/),
      key: expect.stringMatching(/^bm_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}$/),
    });
    expect(await opens(JSON.parse(text).key)).toBe(200);
    expect((await list()).text).not.toContain(JSON.parse(text).key);
  });

  it("is another each time, also under the same name", async () => {
    const [one, other] = [await made({ role: "read", name: "x" }), await made({ role: "read", name: "x" })];
    expect(one.keyId).not.toBe(other.keyId);
    expect([await opens(one.key), await opens(other.key)]).toEqual([200, 200]);
  });

  it("opens until the very moment that it expires", async () => {
    const { key } = await made({ role: "read", name: "x", expiresAt: "2026-11-25T10:00:00+00:00" });
    memory.clock.set("2026-11-25T09:59:59.999Z");
    expect(await opens(key)).toBe(200);
    memory.clock.set("2026-11-25T10:00:00.000Z");
    expect(await opens(key)).toBe(401);
  });

  it("leaves its secret in no table, only the hash", async () => {
    const { key, keyId } = await made({ role: "read", name: "x" });
    const stored = await memory.store.query("Credentials", `key|${keyId}`, "", "~~", 10);
    expect(stored).toHaveLength(1);
    expect(JSON.stringify(stored)).not.toContain(key.slice(-43));
  });
});

describe("200: the list of keys", () => {
  it("tells all but the secrets", async () => {
    const { keyId } = await made({ role: "operate", name: "ops", expiresAt: "2027-01-01T00:00:00Z" });
    const { json, text } = await list();
    expect(json).toMatchObject({
      items: expect.arrayContaining([
        { keyId, role: "operate", name: "ops", createdAt: NOW, expiresAt: "2027-01-01T00:00:00.000Z" },
      ]),
    });
    expect(text).not.toMatch(/hash|bm_/);
  });

  it("is each tenant's own", async () => {
    await givenTenant(memory, "other");
    const path = "v1/tenants/other/keys";
    const { json } = await memory.call({ method: "GET", path, key: ADMIN_KEY });
    expect(json).toMatchObject({ items: { length: 3 } });
  });
});

describe("204: a key that is removed", () => {
  it("opens nothing at once, and is not listed", async () => {
    const { key, keyId } = await made({ role: "read", name: "x" });
    await opens(key);
    expect(await remove(keyId)).toMatchObject({ status: 204, text: "" });
    expect(await opens(key)).toBe(401);
    expect((await list()).text).not.toContain(keyId);
  });

  it("opens nothing in another process after a minute", async () => {
    const { key, keyId } = await made({ role: "read", name: "x" });
    const elsewhere = memoryApp(memory, { seed: 2 });
    expect(await opens(key, elsewhere)).toBe(200);
    await remove(keyId);
    await memory.timers.pass(60_001);
    expect(await opens(key, elsewhere)).toBe(401);
  });
});

describe("404: a key", () => {
  it.each(["x".repeat(12), "short", "a%7Cb", "k%2Fl"])(
    "that is not there is not removed: %s",
    async (keyId) => {
      expectProblem(await remove(keyId), 404, "not-found");
    },
  );

  it("that was removed before", async () => {
    const { keyId } = await made({ role: "read", name: "x" });
    await remove(keyId);
    expectProblem(await remove(keyId), 404, "not-found");
  });

  it("of another tenant is not there, and still opens", async () => {
    await givenTenant(memory, "other");
    const { key, keyId } = await made({ role: "read", name: "x" });
    expectProblem(await remove(keyId, "v1/tenants/other/keys"), 404, "not-found");
    expect(await opens(key)).toBe(200);
  });

  it("is not made for a tenant that is not there", async () => {
    expectProblem(await make({ role: "read", name: "x" }, "v1/tenants/nobody/keys"), 404, "not-found");
  });
});

describe("422: a key", () => {
  it.each([
    ["role", { name: "x" }],
    ["role", { role: "admin", name: "x" }],
    ["name", { role: "read" }],
    ["name", { role: "read", name: "" }],
    ["expiresAt", { role: "read", name: "x", expiresAt: "tomorrow" }],
    ["key", { role: "read", name: "x", key: "bm_chosen_by_me" }],
  ])("with a wrong %s: %o", async (path, json) => {
    expectProblem(await make(json), 422, "invalid-request", {
      errors: [{ path, message: expect.any(String) }],
    });
  });
});

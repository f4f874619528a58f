import { beforeEach, describe, expect, it } from "vitest";
import { closeMonth } from "../../support/close-month.ts";
import {
  ADMIN_KEY,
  givenTenant,
  type MemoryApp,
  memoryApp,
  type TenantKeys,
} from "../../support/memory-app.ts";
import { expectProblem } from "../../support/problems.ts";
import { month, tenant } from "../../support/values.ts";

let memory: MemoryApp;
let keys: TenantKeys;
beforeEach(async () => {
  memory = memoryApp();
  keys = await givenTenant(memory);
});

const GRANT = { kind: "chat", quantity: 10, from: "2026-01" };
const put = (json: unknown, grantId = "g1", tenantId = "acme", key = keys.operate) =>
  memory.call({ method: "PUT", path: `v1/tenants/${tenantId}/grants/${grantId}`, key, json });
const list = () => memory.call({ method: "GET", path: "v1/tenants/acme/grants", key: keys.read });
const granted = async (period: string) => {
  const path = `v1/tenants/acme/balance?period=${period}`;
  return (await memory.call({ method: "GET", path, key: keys.read })).json;
};

describe("201: a grant", () => {
  it("that is new is answered whole", async () => {
    const { status, json } = await put({ ...GRANT, until: "2027-01" });
    expect(status).toBe(201);
    expect(json).toEqual({ grantId: "g1", ...GRANT, until: "2027-01" });
  });

  it("is in the pool of each of its months at once", async () => {
    await put({ ...GRANT, from: "2026-10", until: "2026-12" });
    expect(await granted("2026-09")).toMatchObject({ granted: 0 });
    expect(await granted("2026-11")).toMatchObject({ granted: 500 });
    expect(await granted("2026-12")).toMatchObject({ granted: 0 });
  });

  it("may begin in the first open month after a close", async () => {
    await closeMonth(memory.store, tenant("acme"), month("2026-10"));
    expect((await put({ ...GRANT, from: "2026-11" })).status).toBe(201);
  });
});

describe("200: a grant", () => {
  it("put again is the same, and counts once", async () => {
    await put(GRANT);
    expect(await put(GRANT)).toMatchObject({ status: 200, json: { grantId: "g1", ...GRANT } });
    expect(await granted("2026-11")).toMatchObject({ granted: 500 });
  });

  it("can be ended, and the end taken away again", async () => {
    await put(GRANT);
    expect(await put({ ...GRANT, until: "2026-11" })).toMatchObject({
      status: 200,
      json: { until: "2026-11" },
    });
    expect(await granted("2026-11")).toMatchObject({ granted: 0 });
    expect((await put(GRANT)).status).toBe(200);
    expect(await granted("2026-11")).toMatchObject({ granted: 500 });
  });

  it("is listed with all others, also ended ones", async () => {
    await put({ ...GRANT, until: "2026-02" }, "g2");
    await put({ ...GRANT, kind: "digital-messaging" }, "g1");
    expect((await list()).json).toEqual({
      items: [
        { grantId: "g1", ...GRANT, kind: "digital-messaging" },
        { grantId: "g2", ...GRANT, until: "2026-02" },
      ],
    });
  });

  it("is seen by another process that had the old ones in memory", async () => {
    const elsewhere = memoryApp(memory, { seed: 2 });
    const call = { method: "GET", path: "v1/tenants/acme/balance", key: keys.read };
    expect((await elsewhere.call(call)).json).toMatchObject({ granted: 0 });
    await put(GRANT);
    expect((await elsewhere.call(call)).json).toMatchObject({ granted: 500 });
  });

  it("put by many at the same time is all there", async () => {
    const calls = Array.from({ length: 4 }, (_, n) => ({
      method: "PUT",
      path: `v1/tenants/acme/grants/g${n}`,
      key: keys.operate,
      json: GRANT,
    }));
    expect((await memory.callAll(calls)).map(({ status }) => status)).toEqual(Array(4).fill(201));
    expect(await granted("2026-11")).toMatchObject({ granted: 2000 });
  });
});

describe("409: a grant", () => {
  it.each([
    ["quantity", { quantity: 11 }],
    ["kind", { kind: "digital-messaging" }],
    ["first month", { from: "2026-02" }],
  ])("of the same id is another: %s", async (_, but) => {
    await put(GRANT);
    expectProblem(await put({ ...GRANT, ...but }), 409, "grant-differs");
    expect((await list()).json).toEqual({ items: [{ grantId: "g1", ...GRANT }] });
  });

  it("would change the pool of a closed month", async () => {
    await put(GRANT);
    await closeMonth(memory.store, tenant("acme"), month("2026-10"));
    for (const [json, id] of [
      [{ ...GRANT, from: "2026-10" }, "g2"],
      [{ ...GRANT, until: "2026-10" }, "g1"],
    ] as const)
      expectProblem(await put(json, id), 409, "period-closed", { period: "2026-10" });
    expect(await granted("2026-10")).toMatchObject({ granted: 500, closed: true });
  });
});

describe("404: a grant", () => {
  it("of a tenant that is not there", async () => {
    expectProblem(await put(GRANT, "g1", "nobody", ADMIN_KEY), 404, "not-found");
  });
});

describe("422: a grant", () => {
  it.each([
    ["kind", { kind: "voice" }],
    ["kind", { kind: undefined }],
    ["quantity", { quantity: 0 }],
    ["quantity", { quantity: -1 }],
    ["quantity", { quantity: 1.5 }],
    ["quantity", { quantity: "10" }],
    ["quantity", { quantity: 1_000_001 }],
    ["from", { from: "2026-1" }],
    ["from", { from: undefined }],
    ["until", { until: "2025-12" }],
    ["until", { until: "2025-12" }],
    ["until", { until: null }],
    ["grantId", { grantId: "g2" }],
  ])("with a wrong %s: %o", async (path, but) => {
    expectProblem(await put({ ...GRANT, ...but }), 422, "invalid-request", {
      errors: [{ path, message: expect.any(String) }],
    });
    expect((await list()).json).toEqual({ items: [] });
  });

  it.each(["G1", "-g", "a%20b", "x".repeat(64)])("with the id %s", async (id) => {
    expectProblem(await put(GRANT, id), 422, "invalid-request");
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { closeMonth } from "../../support/close-month.ts";
import {
  ADMIN_KEY,
  givenTenant,
  invocationsOf,
  type MemoryApp,
  memoryApp,
  NOW,
  nativeInvocation,
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

const balance = (query = "", tenantId = "acme", key = keys.read) =>
  memory.call({ method: "GET", path: `v1/tenants/${tenantId}/balance${query}`, key });
const grant = async (kind: string, quantity: number, but: Readonly<Record<string, unknown>> = {}) => {
  const path = `v1/tenants/acme/grants/${kind}-${quantity}`;
  await memory.call({
    method: "PUT",
    path,
    key: keys.operate,
    json: { kind, quantity, from: "2026-01", ...but },
  });
};
const record = async (count: number, but: Readonly<Record<string, unknown>> = {}) => {
  const json = Array.from({ length: count }, (_, n) => nativeInvocation({ conversationId: `c${n}`, ...but }));
  await memory.call({ method: "POST", path: invocationsOf(), key: keys.ingest, json });
};

describe("200: the balance", () => {
  it("of the current month is whole, and tells when it was so", async () => {
    await grant("chat", 1);
    await record(3);
    expect(await balance()).toMatchObject({ status: 200 });
    expect((await balance()).json).toEqual({
      tenantId: "acme",
      period: "2026-11",
      state: "ok",
      granted: 50,
      used: 3,
      remaining: 47,
      overage: 0,
      late: 0,
      closed: false,
      asOf: NOW,
    });
  });

  it("is right at once, also in a process that counted nothing itself", async () => {
    await record(2);
    const elsewhere = memoryApp(memory, { seed: 2 });
    const call = { method: "GET", path: "v1/tenants/acme/balance", key: keys.read };
    expect((await elsewhere.call(call)).json).toMatchObject({ used: 2 });
    await record(3);
    await grant("chat", 1);
    expect((await elsewhere.call(call)).json).toMatchObject({ used: 3, granted: 50 });
  });

  it("says where sessions go past the pool", async () => {
    await grant("chat", 1);
    await record(53);
    expect((await balance()).json).toMatchObject({ state: "exhausted", used: 53, remaining: 0, overage: 3 });
  });

  it.each([
    [3, "ok"],
    [39, "forecast"],
    [40, "warning"],
    [50, "exhausted"],
  ])("with %i of 50 used is %s", async (count, state) => {
    await grant("chat", 1);
    await record(count);
    expect((await balance()).json).toMatchObject({ state });
  });

  it("goes by the forecast from the month's 4th day on", async () => {
    await grant("chat", 1);
    memory.clock.set("2026-11-03T23:59:59.999Z");
    await record(20, { at: "2026-11-03T08:00:00Z" });
    expect((await balance()).json).toMatchObject({ state: "ok" });
    memory.clock.set("2026-11-04T00:00:00.000Z");
    expect((await balance()).json).toMatchObject({ state: "forecast" });
  });

  it("follows the tenant's own thresholds", async () => {
    const json = { name: "Acme", thresholds: { warning: 2, exhausted: 4 } };
    await memory.call({ method: "PUT", path: "v1/tenants/acme", key: ADMIN_KEY, json });
    await grant("chat", 1);
    await record(1);
    expect((await balance()).json).toMatchObject({ state: "warning" });
  });

  it("says where add-ons give nothing for want of a licence", async () => {
    await grant("chatbot-sessions-add-on", 3);
    expect((await balance()).json).toMatchObject({ granted: 0, addOnsWithoutLicence: 3 });
    await grant("digital-messaging", 1);
    expect((await balance()).json).toMatchObject({ granted: 350 });
    expect((await balance()).json).not.toHaveProperty("addOnsWithoutLicence");
  });

  it("of another month has its own grants and sessions: nothing rolls over", async () => {
    await grant("chat", 1, { until: "2026-11" });
    await record(2, { at: "2026-10-01T00:00:00Z" });
    expect((await balance("?period=2026-10")).json).toMatchObject({
      period: "2026-10",
      granted: 50,
      used: 2,
    });
    expect((await balance()).json).toMatchObject({ period: "2026-11", granted: 0, used: 0, state: "ok" });
  });

  it("begins anew with the month, by the clock alone", async () => {
    await record(2);
    memory.clock.set("2026-11-30T23:59:59.999Z");
    expect((await balance()).json).toMatchObject({ period: "2026-11", used: 2 });
    memory.clock.set("2026-12-01T00:00:00.000Z");
    expect((await balance()).json).toMatchObject({ period: "2026-12", used: 0 });
  });

  it("of a closed month says so, with late sessions beside what was used", async () => {
    await record(2, { at: "2026-10-01T00:00:00Z" });
    await closeMonth(memory.store, tenant("acme"), month("2026-10"));
    await record(5, { at: "2026-10-02T00:00:00Z" });
    expect((await balance("?period=2026-10")).json).toMatchObject({ closed: true, used: 2, late: 3 });
    expect((await balance()).json).toMatchObject({ closed: false, used: 0, late: 0 });
  });

  it("holds each tenant's own sessions only", async () => {
    await givenTenant(memory, "other");
    await record(2);
    expect((await balance("", "other", ADMIN_KEY)).json).toMatchObject({ tenantId: "other", used: 0 });
  });
});

describe("404: the balance", () => {
  it("of a tenant that is not there", async () => {
    expectProblem(await balance("", "nobody", ADMIN_KEY), 404, "not-found");
  });
});

describe("422: the balance", () => {
  it.each(["2026-13", "2026", "november", "1969-12", ""])("of %j, which is no month", async (period) => {
    expectProblem(await balance(`?period=${period}`), 422, "invalid-request", {
      errors: [{ path: "period", message: "must be a month YYYY-MM" }],
    });
  });

  it("of a tenant whose id can be none", async () => {
    expectProblem(await balance("", "No-Body", ADMIN_KEY), 422, "invalid-request");
  });
});

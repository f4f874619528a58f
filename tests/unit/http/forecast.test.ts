import { beforeEach, describe, expect, it } from "vitest";
import { type Hosted, hosted } from "../../support/hosted.ts";
import { ADMIN_KEY, givenTenant, memoryApp, type TenantKeys } from "../../support/memory-app.ts";
import { operatorOf } from "../../support/operator.ts";
import { expectProblem } from "../../support/problems.ts";

let host: Hosted;
let keys: TenantKeys;
let operator: ReturnType<typeof operatorOf>;
beforeEach(async () => {
  const memory = memoryApp();
  memory.clock.set("2026-11-01T00:00:00.000Z");
  keys = await givenTenant(memory);
  host = hosted(memory);
  operator = operatorOf(host);
});
const forecast = (key = keys.read, tenantId = "acme") =>
  host.call({ method: "GET", path: `v1/tenants/${tenantId}/forecast`, key });
/** Ten sessions at noon of each of the first days of the month. */
const givenDays = async (days: number): Promise<void> => {
  for (let day = 1; day <= days; day++) {
    host.clock.set(new Date(Date.UTC(2026, 10, day, 12)).toISOString());
    await operator.count(10);
  }
  host.clock.set(new Date(Date.UTC(2026, 10, days + 1)).toISOString());
};

describe("200: the forecast", () => {
  it("of steady use says what the month comes to, when the pool runs dry and what to buy", async () => {
    await operator.grant("g1", 3);
    await givenDays(10);
    const { status, json } = await forecast();
    expect(status).toBe(200);
    expect(json).toEqual({
      period: "2026-11",
      granted: 150,
      p50: expect.any(Number),
      p90: expect.any(Number),
      exhaustedOn: expect.stringMatching(/^2026-11-1[4-6]$/),
      addOnsToBuy: { p50: expect.any(Number), p90: expect.any(Number) },
      unused: { p50: expect.any(Number), p90: expect.any(Number) },
      steps: expect.arrayContaining([expect.stringContaining("Billing > Purchase services")]),
      link: "https://buy.example",
    });
    const { p50, p90, addOnsToBuy } = json as {
      p50: number;
      p90: number;
      addOnsToBuy: { p50: number; p90: number };
    };
    expect(p50).toBeGreaterThanOrEqual(270);
    expect(p50).toBeLessThanOrEqual(330);
    expect(p90).toBeGreaterThanOrEqual(p50);
    for (const [sessions, addOns] of [
      [p50, addOnsToBuy.p50],
      [p90, addOnsToBuy.p90],
    ] as const)
      expect(addOns).toBe(Math.ceil((sessions - 150) / 100));
  });

  it("of a pool that lasts names no day and nothing to buy", async () => {
    await operator.grant("g1", 100);
    await givenDays(10);
    const { json } = await forecast();
    expect(json).toMatchObject({ addOnsToBuy: { p50: 0, p90: 0 } });
    expect(json).not.toHaveProperty("exhaustedOn");
  });

  it("of a tenant without sessions is none", async () => {
    expect((await forecast()).json).toMatchObject({ period: "2026-11", granted: 0, p50: 0 });
  });

  it("sets the state of the pool from the 4th day on, and not before", async () => {
    await operator.grant("g1", 3);
    await givenDays(2);
    expect(await operator.ask("GET", "balance")).toMatchObject({ state: "ok" });
    await operator.count(1);
    await givenDays(3);
    expect(await operator.ask("GET", "balance")).toMatchObject({ state: "forecast" });
  });
});

describe("404: the forecast", () => {
  it("of a tenant that is not there", async () => {
    expectProblem(await forecast(ADMIN_KEY, "nobody"), 404, "not-found");
  });
});

describe("422: the forecast", () => {
  it("of a tenant that can be none", async () => {
    expectProblem(await forecast(ADMIN_KEY, "NOBODY"), 422, "invalid-request");
  });
});

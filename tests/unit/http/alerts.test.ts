import { beforeEach, describe, expect, it } from "vitest";
import { closeMonth } from "../../support/close-month.ts";
import { type Hosted, hosted } from "../../support/hosted.ts";
import { ADMIN_KEY, givenTenant, memoryApp, type TenantKeys } from "../../support/memory-app.ts";
import { operatorOf } from "../../support/operator.ts";
import { expectProblem } from "../../support/problems.ts";
import { month, tenant } from "../../support/values.ts";

let host: Hosted;
let keys: TenantKeys;
let operator: ReturnType<typeof operatorOf>;
beforeEach(async () => {
  const memory = memoryApp();
  keys = await givenTenant(memory);
  host = hosted(memory);
  operator = operatorOf(host);
});
const list = (query = "", key = keys.read, tenantId = "acme") =>
  host.call({ method: "GET", path: `v1/tenants/${tenantId}/alerts${query}`, key });
const names = async (query = "") =>
  ((await list(query)).json as { items: { period: string; alert: string }[] }).items.map(
    ({ period, alert }) => `${period} ${alert}`,
  );

describe("200: the alerts", () => {
  it("are none at first", async () => {
    expect((await list()).json).toEqual({ items: [] });
  });

  it("are told with their state and what they tell", async () => {
    await operator.grant("g1", 1);
    await operator.count(50);
    await host.hourly();
    const data = { tenantId: "acme", period: "2026-11", granted: 50, used: 50, remaining: 0, overage: 0 };
    const { items } = (await list()).json as { items: readonly unknown[] };
    expect(items).toMatchObject([
      {
        period: "2026-11",
        alert: "exhausted",
        state: "active",
        generation: 1,
        at: "2026-11-25T09:00:00.000Z",
        sent: true,
        type: "pool.exhausted",
        data,
      },
    ]);
    await operator.grant("g2", 90);
    await host.handleAll();
    expect((await list()).json).toMatchObject({
      items: [{ alert: "exhausted", state: "recovered", generation: 1, sent: true, type: "pool.recovered" }],
    });
  });

  it("are asked for by the grant that ends them", async () => {
    await operator.grant("g1", 1);
    expect(host.checks.splice(0)).toHaveLength(1);
    await operator.grant("g1", 1);
    expect(host.checks).toEqual([]);
  });

  it("are those of a month, or of all", async () => {
    await closeMonth(host.store, tenant("acme"), month("2026-10"));
    await operator.count(1);
    await host.hourly();
    expect(await names("?period=2026-11")).toEqual(["2026-11 exhausted"]);
    expect(await names("?period=2026-10")).toEqual(["2026-10 closed"]);
    expect(await names()).toHaveLength(11);
  });

  it("tell of a close before it was told to anyone", async () => {
    await closeMonth(host.store, tenant("acme"), month("2026-10"));
    expect((await list("?period=2026-10")).json).toMatchObject({
      items: [{ alert: "closed", sent: false, type: "period.closed", data: { used: 0 } }],
    });
  });
});

describe("404: the alerts", () => {
  it("of a tenant that is not there", async () => {
    expectProblem(await list("", ADMIN_KEY, "nobody"), 404, "not-found");
  });
});

describe("422: the alerts", () => {
  it.each([
    "?period=2026",
    "?period=2026-13",
    "?period=2026-11-25",
    "?state=active",
    "?period=2026-10&period=2026-11",
  ])("of %s", async (query) => {
    expectProblem(await list(query), 422, "invalid-request");
  });
});

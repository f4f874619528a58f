import { beforeEach, describe, expect, it } from "vitest";
import { StoreUnavailable } from "../../../shared/application/ports.ts";
import { memoryTable } from "../../../shared/storage/memory-table.ts";
import { type BreakableTable, breakableTable } from "../../support/breakable-table.ts";
import { type HookedTable, hookedTable } from "../../support/hooked-table.ts";
import { type Hosted, hosted } from "../../support/hosted.ts";
import { ADMIN_KEY, givenTenant, memoryApp, newWorld, type TenantKeys } from "../../support/memory-app.ts";
import { operatorOf } from "../../support/operator.ts";
import { expectProblem } from "../../support/problems.ts";

let breakable: BreakableTable;
let store: HookedTable;
let host: Hosted;
let keys: TenantKeys;
let operator: ReturnType<typeof operatorOf>;
beforeEach(async () => {
  breakable = breakableTable(memoryTable());
  store = hookedTable(breakable);
  const memory = memoryApp(newWorld(store));
  keys = await givenTenant(memory);
  host = hosted(memory);
  operator = operatorOf(host);
});
const check = (key = keys.ingest, tenantId = "acme") =>
  host.call({ method: "POST", path: `v1/tenants/${tenantId}/access-checks`, key });
const access = async () => ((await check()).json as { access: string }).access;

describe("200: access", () => {
  it.each([
    [0, "allowed"],
    [39, "allowed"],
    [40, "near-limit"],
    [49, "near-limit"],
    [50, "over-pool"],
    [51, "over-pool"],
  ])("after %i sessions of 50 is %s", async (sessions, expected) => {
    await operator.grant("g1", 1);
    if (sessions > 0) await operator.count(sessions);
    expect((await check()).json).toEqual({ access: expected, asOf: "2026-11-25T09:00:00.000Z" });
  });

  it("goes by the tenant's own thresholds", async () => {
    const json = { name: "acme", thresholds: { warning: 20, exhausted: 40 } };
    await host.call({ method: "PUT", path: "v1/tenants/acme", key: ADMIN_KEY, json });
    await operator.grant("g1", 1);
    await operator.count(10);
    expect(await access()).toBe("near-limit");
    await operator.count(10);
    expect(await access()).toBe("over-pool");
  });

  it("blocks nothing: sessions past the pool are counted", async () => {
    await operator.count(3);
    expect(await access()).toBe("over-pool");
    await operator.count(3);
    expect(await operator.ask("GET", "balance")).toMatchObject({ used: 6, overage: 6 });
  });

  it("is told from memory while that is fresh: by no call of the storage", async () => {
    await operator.grant("g1", 1);
    await check();
    store.calls();
    for (let checks = 0; checks < 50; checks++) await check();
    expect(store.calls()).toEqual([]);
    await host.timers.pass(9_999);
    await check();
    expect(store.calls()).toEqual([]);
  });

  it("is read again after 10 s, when it finds what other processes counted", async () => {
    await operator.grant("g1", 1);
    expect(await access()).toBe("allowed");
    const elsewhere = hosted(memoryApp(host, { seed: 2 }));
    await operatorOf(elsewhere).count(50);
    expect(await access()).toBe("allowed");
    await host.timers.pass(10_000);
    expect(await access()).toBe("over-pool");
  });

  it("knows the sessions of this process at once", async () => {
    await operator.grant("g1", 1);
    expect(await access()).toBe("allowed");
    await operator.count(50);
    store.calls();
    expect(await access()).toBe("over-pool");
    expect(store.calls()).toEqual([]);
  });

  it("is that of the new month from its first moment on", async () => {
    await operator.grant("g1", 1);
    await operator.count(50);
    host.clock.set("2026-12-01T00:00:00.000Z");
    expect(await access()).toBe("allowed");
  });

  it("is told through a short outage of the storage", async () => {
    await check();
    breakable.be("down");
    expect((await check()).status).toBe(200);
  });
});

describe("401 and 403: access", () => {
  it("is told to nobody without a key of the tenant that may report", async () => {
    expectProblem(await check("wrong"), 401, "unauthorized");
    expectProblem(await check(keys.read), 403, "forbidden");
  });
});

describe("404: access", () => {
  it("to a tenant that is not there", async () => {
    expectProblem(await check(ADMIN_KEY, "nobody"), 404, "not-found");
  });
});

describe("503: access", () => {
  it("while the storage is down and nothing fresh is known", async () => {
    await check();
    await host.timers.pass(10_000);
    breakable.be("down");
    expectProblem(await check(), 503, "storage-unavailable");
    expect(host.logged.join()).toContain(StoreUnavailable.name);
    breakable.be("up");
    expect((await check()).status).toBe(200);
  });
});

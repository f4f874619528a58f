import { beforeEach, describe, expect, it } from "vitest";
import { closeMonth } from "../support/close-month.ts";
import { endpointNamed, type ToldPool, toldPool } from "../support/told-pool.ts";
import { at, month, tenant } from "../support/values.ts";

const ACME = tenant("acme");
let pool: ToldPool;
beforeEach(async () => {
  pool = await toldPool();
});
const told = async (period?: string): Promise<readonly string[]> => {
  const before = pool.told().length;
  await pool.sendAll(await pool.check(period));
  return pool
    .told()
    .slice(before)
    .filter((text) => text.startsWith("ops "))
    .map((text) => text.slice(4));
};

describe("a check", () => {
  it("tells nothing of a pool that is well", async () => {
    expect(await told()).toEqual([]);
    await pool.count(1);
    expect(await told("2026-10")).toEqual([]);
  });

  it("tells of the worst state alone, with the figures, the outlook and what to buy", async () => {
    await pool.count(60);
    expect(await told()).toEqual(["pool.exhausted"]);
    expect(pool.sending.sent[0]?.body).toEqual({
      type: "pool.exhausted",
      timestamp: "2026-11-25T09:00:00.000Z",
      data: {
        tenantId: "acme",
        period: "2026-11",
        granted: 50,
        used: 60,
        remaining: 0,
        overage: 10,
        forecast: { p50: expect.any(Number), p90: expect.any(Number), exhaustedOn: "2026-11-25" },
        addOnsToBuy: { p50: expect.any(Number), p90: expect.any(Number) },
        steps: expect.arrayContaining([expect.stringContaining("Purchase services")]),
        link: "https://buy.example",
      },
    });
  });

  it("tells of each worse state as it is entered, and of none again", async () => {
    await pool.grant("g2", 1);
    await pool.count(80);
    expect(await told()).toEqual(["pool.warning"]);
    await pool.count(20);
    expect(await told()).toEqual(["pool.exhausted"]);
    await pool.count(20);
    expect(await told()).toEqual([]);
  });

  it("tells of each that a larger pool ends, and of the next generation once it is entered again", async () => {
    await pool.count(40);
    expect(await told()).toEqual(["pool.warning"]);
    await pool.count(10);
    expect(await told()).toEqual(["pool.exhausted"]);
    await pool.grant("g2", 99);
    expect(await told()).toEqual(["pool.recovered", "pool.recovered"]);
    const recovered = pool.sending.sent.filter(({ body }) => body.type === "pool.recovered");
    expect(recovered.map(({ body }) => body.type === "pool.recovered" && body.data.alert)).toEqual(
      expect.arrayContaining(["exhausted", "warning"]),
    );
    await pool.count(4_950);
    expect(await told()).toEqual(["pool.exhausted"]);
    expect(await pool.alerts()).toMatchObject([
      { name: "exhausted", state: "active", generation: 2, pool: 5_000 },
      { name: "warning", state: "recovered", generation: 1, pool: 50 },
    ]);
    expect(new Set(pool.sending.sent.map(({ id }) => id)).size).toBe(5);
  });

  it("of a month that is over but open tells what it came to, without a forecast", async () => {
    await pool.count(50, at("2026-10-31T12:00:00.000Z"));
    expect(await told("2026-10")).toEqual(["pool.exhausted"]);
    expect(pool.sending.sent[0]?.body.data).toMatchObject({
      period: "2026-10",
      forecast: { p50: 50, p90: 50 },
      addOnsToBuy: { p50: 0, p90: 0 },
    });
  });

  it("of a tenant that is not there gives nothing to tell", async () => {
    expect(
      await pool.timers.settle(pool.evaluateShortfall(tenant("nobody"), month("2026-11"))),
    ).toBeUndefined();
  });

  it("tells of an endpoint that is disabled, each time once", async () => {
    const disable = (iso: string) =>
      pool.endpoints.change(ACME, endpointNamed("other"), (endpoint) => ({
        ...endpoint,
        disabled: { at: at(iso), reason: "failing" },
      }));
    await pool.timers.settle(disable("2026-11-25T08:00:00.000Z"));
    expect(await told()).toEqual(["endpoint.disabled"]);
    expect(await told()).toEqual([]);
    await pool.put("other");
    expect(await told()).toEqual([]);
    await pool.timers.settle(disable("2026-11-25T08:30:00.000Z"));
    expect(await told()).toEqual(["endpoint.disabled"]);
  });
});

describe("a check of a closed month", () => {
  beforeEach(async () => {
    await pool.count(50, at("2026-10-31T12:00:00.000Z"));
    await closeMonth(pool.store, ACME, month("2026-10"));
  });

  it("tells of its close, once, and no longer of its pool", async () => {
    expect(await told("2026-10")).toEqual(["period.closed"]);
    expect(await told("2026-10")).toEqual([]);
    expect(pool.sending.sent[0]?.body.data).toMatchObject({
      period: "2026-10",
      granted: 50,
      used: 50,
      unused: 0,
    });
  });

  it("tells of late sessions once a day, with all that came so far", async () => {
    await told("2026-10");
    await pool.count(1, at("2026-10-31T12:00:00.000Z"));
    expect(await told("2026-10")).toEqual(["period.late-session"]);
    await pool.count(2, at("2026-10-31T12:00:00.000Z"));
    expect(await told("2026-10")).toEqual([]);
    pool.clock.set("2026-11-26T00:00:00.000Z");
    expect(await told("2026-10")).toEqual(["period.late-session"]);
    expect(pool.sending.sent.at(-1)?.body.data).toEqual({
      tenantId: "acme",
      period: "2026-10",
      lateSessions: 3,
    });
    pool.clock.set("2026-11-27T00:00:00.000Z");
    expect(await told("2026-10")).toEqual([]);
  });
});

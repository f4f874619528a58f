import { beforeEach, describe, expect, it } from "vitest";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type BreakableTable, breakableTable } from "../support/breakable-table.ts";
import { type Hosted, hosted } from "../support/hosted.ts";
import {
  givenTenant,
  invocationsOf,
  memoryApp,
  nativeInvocation,
  newWorld,
  type TenantKeys,
} from "../support/memory-app.ts";
import { operatorOf } from "../support/operator.ts";

const NOW = "2026-11-02T09:00:00.000Z";
let store: BreakableTable;
let one: Hosted;
let other: Hosted;
let keys: TenantKeys;
beforeEach(async () => {
  store = breakableTable(memoryTable());
  const memory = memoryApp(newWorld(store));
  // Too early in a month for a forecast to be told.
  memory.clock.set(NOW);
  keys = await givenTenant(memory);
  one = hosted(memory);
  other = hosted(memoryApp(memory, { seed: 2 }));
  await operatorOf(one).putWebhook("ops", "https://ops.example");
  await operatorOf(one).grant("g1", 1);
  one.checks.splice(0);
});
/** Reports conversations `[from, from + quantity)`; gives how many checks that asked for. */
const count = async (host: Hosted, from: number, quantity: number): Promise<number> => {
  const json = Array.from({ length: quantity }, (_, n) =>
    nativeInvocation({ conversationId: `c${from + n}`, at: NOW }),
  );
  const called = await host.call({ method: "POST", path: invocationsOf(), key: keys.ingest, json });
  expect(called.status).toBe(200);
  return host.checks.splice(0).length;
};
const alerts = async () =>
  (await operatorOf(one).ask("GET", "alerts")) as { items: readonly { alert: string; sent: boolean }[] };

describe("a pool that two processes count", () => {
  it("is told of within 10 s of a burst whose parts stay below what is told of, with nothing after it", async () => {
    await count(one, 0, 1);
    await count(other, 1, 1);
    expect([await count(one, 2, 19), await count(other, 30, 19)]).toEqual([0, 0]);
    expect(await alerts()).toEqual({ items: [] });
    await one.timers.pass(10_000);
    expect(await alerts()).toMatchObject({ items: [{ alert: "warning", sent: true }] });
    await one.until("2026-11-02T09:01:00.000Z");
    expect(one.sending.sent.map(({ body }) => body.type)).toEqual(["pool.warning"]);
  });

  it("is asked about by the invocations that change its state alone", async () => {
    let asked = await count(one, 0, 1);
    for (let sessions = 1; sessions < 60; sessions++) asked += await count(one, sessions, 1);
    expect(asked).toBe(2);
    for (let again = 0; again < 60; again++) expect(await count(one, again, 1)).toBe(0);
  });

  it("is told of by the hourly pass where the storage fails at the wrong moment and nothing follows", async () => {
    await count(one, 0, 1);
    expect(await count(one, 1, 10)).toBe(0);
    await count(other, 30, 1);
    await count(other, 31, 38);
    other.checks.splice(0);
    store.be("down");
    await one.timers.pass(10_000);
    store.be("up");
    await one.hourly();
    expect(await alerts()).toMatchObject({ items: [{ alert: "exhausted", sent: true }] });
  });
});

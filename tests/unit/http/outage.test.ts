import { beforeEach, describe, expect, it } from "vitest";
import type { StoreUnavailable } from "../../../shared/application/ports.ts";
import { memoryTable } from "../../../shared/storage/memory-table.ts";
import { type BreakableTable, breakableTable } from "../../support/breakable-table.ts";
import type { Called } from "../../support/call.ts";
import {
  ADMIN_KEY,
  DEADLINE_MS,
  givenTenant,
  invocationsOf,
  type MemoryApp,
  memoryApp,
  nativeInvocation,
  newWorld,
  type TenantKeys,
} from "../../support/memory-app.ts";
import { expectProblem } from "../../support/problems.ts";
import { conversationRows } from "../../support/recount.ts";
import { tenant } from "../../support/values.ts";

let store: BreakableTable;
let memory: MemoryApp;
let keys: TenantKeys;
beforeEach(async () => {
  store = breakableTable(memoryTable());
  memory = memoryApp(newWorld(store));
  keys = await givenTenant(memory);
});

const record = (but: Readonly<Record<string, unknown>> = {}) =>
  memory.call({ method: "POST", path: invocationsOf(), key: keys.ingest, json: nativeInvocation(but) });
const balance = () => memory.call({ method: "GET", path: "v1/tenants/acme/balance", key: keys.read });
const rows = () => conversationRows(store, tenant("acme"));
const expectUnavailable = (called: Called): void => {
  expectProblem(called, 503, "storage-unavailable");
  expect(called.headers["retry-after"]).toMatch(/^[1-9]\d*$/);
  expect(called.text).not.toMatch(/counted|conversationKey/);
};

describe.each([
  ["in a process that was at work", "bot-a"],
  ["in a process that has to read everything first", undefined],
])("503 while the store is down, %s", (_, warmUp) => {
  beforeEach(async () => {
    if (warmUp !== undefined) await record({ conversationId: "before", botId: warmUp });
    else memory = memoryApp(memory, { seed: 2 });
  });

  it("acknowledges no invocation, and says when to come back", async () => {
    store.be("down");
    expectUnavailable(await record());
  });

  it("counts it once when it is sent again, without a restart", async () => {
    store.be("down");
    await record();
    store.be("up");
    // The first may still have been stored just after its sender was told to come back.
    expect(await record()).toMatchObject({
      status: 200,
      json: { decision: expect.stringMatching(/^(already-)?counted$/) },
    });
    expect(await record()).toMatchObject({ json: { decision: "already-counted" } });
    expect((await rows()).filter(({ bot }) => bot === "bot-a")).toHaveLength(warmUp === undefined ? 1 : 2);
    expect((await balance()).json).toMatchObject({ used: warmUp === undefined ? 1 : 2 });
  });

  it("answers a batch whole, though one of it is refused anyway", async () => {
    store.be("down");
    const json = [nativeInvocation(), { nonsense: true }, nativeInvocation({ conversationId: "c2" })];
    expectUnavailable(await memory.call({ method: "POST", path: invocationsOf(), key: keys.ingest, json }));
  });

  it("tells no balance, and the right one after it", async () => {
    store.be("down");
    expectUnavailable(await balance());
    store.be("up");
    await record();
    expect((await balance()).json).toMatchObject({ used: warmUp === undefined ? 1 : 2 });
  });
});

describe("while writes are not made", () => {
  it("an invocation waits for its deadline, and no longer", async () => {
    await record({ conversationId: "before" });
    store.be("refusing");
    const start = memory.timers.monotonicMs();
    expectUnavailable(await record());
    expect(memory.timers.monotonicMs() - start).toBe(DEADLINE_MS);
    store.be("up");
    expect(await rows()).toHaveLength(1);
  });

  it("an invocation of a new bot waits for its deadline, and no longer", async () => {
    store.be("refusing");
    const start = memory.timers.monotonicMs();
    expectUnavailable(await record({ botId: "never-seen" }));
    expect(memory.timers.monotonicMs() - start).toBeLessThanOrEqual(DEADLINE_MS);
  });

  it("a repeat of what is stored is still answered from memory", async () => {
    await record();
    store.be("down");
    expect(await record()).toMatchObject({ status: 200, json: { decision: "already-counted" } });
  });
});

describe("while answers are lost after the commit", () => {
  it("the invocation is found to be stored, and counted once", async () => {
    await record({ conversationId: "before" });
    store.be("lost");
    expect(await record()).toMatchObject({ status: 200, json: { decision: "counted" } });
    store.be("up");
    expect(await record()).toMatchObject({ json: { decision: "already-counted" } });
    expect((await balance()).json).toMatchObject({ used: 2 });
  });

  it("a grant is made once", async () => {
    store.be("lost");
    const json = { kind: "chat", quantity: 1, from: "2026-01" };
    const call = { method: "PUT", path: "v1/tenants/acme/grants/g1", key: keys.operate, json };
    expect((await memory.call(call)).status).toBeLessThan(300);
    store.be("up");
    expect((await balance()).json).toMatchObject({ granted: 50 });
  });
});

describe("an outage", () => {
  it("makes no valid key look wrong", async () => {
    const fresh = memoryApp(memory, { seed: 2 });
    store.be("down");
    expectUnavailable(await fresh.call({ method: "GET", path: "v1/tenants/acme/balance", key: keys.read }));
  });

  it("makes no tenant look as if it were not there", async () => {
    const fresh = memoryApp(memory, { seed: 2 });
    store.be("down");
    expectUnavailable(await fresh.call({ method: "GET", path: "v1/tenants/acme", key: ADMIN_KEY }));
  });

  it("makes no source look as if it were not there, nor its sender's proof wrong", async () => {
    const path = "v1/tenants/acme/sources/s1";
    const put = await memory.call({ method: "PUT", path, key: ADMIN_KEY, json: { kind: "dataverse" } });
    const { secret } = JSON.parse(put.text);
    const fresh = memoryApp(memory, { seed: 2 });
    store.be("down");
    expectUnavailable(await fresh.call({ method: "POST", path: `${path}?code=${secret}`, json: {} }));
    store.be("up");
    const again = await fresh.call({ method: "POST", path: `${path}?code=${secret}`, json: {} });
    expect(again.status).toBe(200);
  });

  it("is reported to be logged, without a word of what was sent", async () => {
    store.be("down");
    await balance();
    expect(memory.faults.map((fault) => (fault instanceof Error ? fault.name : fault))).toEqual([
      "StoreUnavailable" satisfies StoreUnavailable["name"],
    ]);
  });

  it.each([
    ["PUT", "v1/tenants/new", { name: "New" }],
    ["POST", "v1/tenants/acme/keys", { role: "read", name: "x" }],
    ["PUT", "v1/tenants/acme/sources/s1", { kind: "bot-framework", settings: {} }],
    ["PUT", "v1/tenants/acme/grants/g1", { kind: "chat", quantity: 1, from: "2026-01" }],
  ])("that swallows writes lets no change seem made: %s %s", async (method, path, json) => {
    store.be("refusing");
    expectUnavailable(await memory.call({ method, path, key: ADMIN_KEY, json }));
    store.be("up");
    expect((await memory.call({ method, path, key: ADMIN_KEY, json })).status).toBe(201);
  });
});

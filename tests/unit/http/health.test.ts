import { beforeEach, describe, expect, it } from "vitest";
import { memoryTable } from "../../../shared/storage/memory-table.ts";
import { type BreakableTable, breakableTable } from "../../support/breakable-table.ts";
import {
  givenTenant,
  invocationsOf,
  type MemoryApp,
  memoryApp,
  nativeInvocation,
  newWorld,
  type TenantKeys,
} from "../../support/memory-app.ts";
import { expectProblem } from "../../support/problems.ts";
import { tenant } from "../../support/values.ts";

let store: BreakableTable;
let memory: MemoryApp;
let keys: TenantKeys;
beforeEach(async () => {
  store = breakableTable(memoryTable());
  memory = memoryApp(newWorld(store));
  keys = await givenTenant(memory);
});

const health = (of: "live" | "ready", process = memory) =>
  process.call({ method: "GET", path: `health/${of}` });
const record = (process: MemoryApp, conversationId = "c1") =>
  process.call({
    method: "POST",
    path: invocationsOf(),
    key: keys.ingest,
    json: nativeInvocation({ conversationId }),
  });

describe("live", () => {
  it("is 200 as long as the app runs, whatever the store does", async () => {
    store.be("down");
    expect(await health("live")).toMatchObject({ status: 200, json: { status: "live" } });
  });
});

describe("ready", () => {
  it("is 200 where the app can record", async () => {
    expect(await health("ready")).toMatchObject({ status: 200, json: { status: "ready" } });
  });

  it("is 503 while the store is down, and 200 after it, without a restart", async () => {
    await health("ready");
    store.be("down");
    const called = await health("ready");
    expectProblem(called, 503, "storage-unavailable");
    expect(called.headers["retry-after"]).toBeDefined();
    store.be("up");
    expect((await health("ready")).status).toBe(200);
  });

  it("is 503 at first while the store is down from the start, and 200 after it", async () => {
    store.be("down");
    const fresh = memoryApp(memory, { seed: 2 });
    expectProblem(await health("ready", fresh), 503, "storage-unavailable");
    store.be("up");
    expect((await health("ready", fresh)).status).toBe(200);
  });
});

describe("under another conversation id key than the storage was filled under", () => {
  const other = (): MemoryApp =>
    memoryApp(memory, { seed: 2, conversationIdKey: new Uint8Array(32).fill(8) });
  const partition = () => store.query("Sessions", tenant("acme"), "", "~~", 1000);

  beforeEach(async () => {
    await record(memory);
  });

  it("ready is 503 and names the setting", async () => {
    const called = await health("ready", other());
    expectProblem(called, 503, "conversation-id-key-changed");
    expect(called.text).toContain("CONVERSATION_ID_KEY");
  });

  it.each([
    ["a new conversation", "c2"],
    ["one that was counted, which would count again", "c1"],
  ])("nothing is recorded: %s", async (_, conversationId) => {
    const before = await partition();
    const process = other();
    expectProblem(await record(process, conversationId), 503, "conversation-id-key-changed");
    expect(await partition()).toEqual(before);
    expect(process.faults).toMatchObject([{ name: "ConversationIdKeyChanged" }]);
  });

  it("nothing is looked up, since it would not be found", async () => {
    const json = { channel: "lcw", conversationId: "c1" };
    const call = { method: "POST", path: "v1/tenants/acme/conversation-lookups", key: keys.read, json };
    expectProblem(await other().call(call), 503, "conversation-id-key-changed");
  });

  it("the balance can still be read", async () => {
    const call = { method: "GET", path: "v1/tenants/acme/balance", key: keys.read };
    expect(await other().call(call)).toMatchObject({ status: 200, json: { used: 1 } });
  });

  it("the process under the old key records on", async () => {
    await record(other());
    expect(await record(memory, "c2")).toMatchObject({ status: 200, json: { decision: "counted" } });
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { memoryTable } from "../../../shared/storage/memory-table.ts";
import { breakableTable } from "../../support/breakable-table.ts";
import {
  ADMIN_KEY,
  givenTenant,
  type MemoryApp,
  memoryApp,
  newWorld,
  type TenantKeys,
} from "../../support/memory-app.ts";
import { expectProblem } from "../../support/problems.ts";

let memory: MemoryApp;
let keys: TenantKeys;
beforeEach(async () => {
  memory = memoryApp();
  keys = await givenTenant(memory);
});

const SOURCE = { kind: "bot-framework", settings: { botIds: ["bot-a"] } };
const put = (json: unknown, id = "teams", tenantId = "acme", key = keys.operate) =>
  memory.call({ method: "PUT", path: `v1/tenants/${tenantId}/sources/${id}`, key, json });
const rotate = () =>
  memory.call({ method: "POST", path: "v1/tenants/acme/sources/teams/secrets", key: keys.operate });
const secretIn = ({ text }: { readonly text: string }): { readonly secret: string } => JSON.parse(text);
const list = async () =>
  (await memory.call({ method: "GET", path: "v1/tenants/acme/sources", key: keys.read })).json;
const invoke = async (process = memory) => {
  // A person's message that names no recipient goes to the source's only bot; without one it is ignored.
  const json = { type: "message", channelId: "directline", from: { id: "u1" }, conversation: { id: "c1" } };
  const path = "v1/tenants/acme/sources/teams";
  return (await process.call({ method: "POST", path, key: keys.ingest, json })).json;
};

describe("201: a source", () => {
  it("that is new says where its sender is pointed to", async () => {
    const { status, json } = await put(SOURCE);
    expect(status).toBe(201);
    expect(json).toEqual({
      sourceId: "teams",
      kind: "bot-framework",
      url: "/api/v1/tenants/acme/sources/teams",
      secret: expect.stringMatching(/^whsec_[0-9A-Za-z]{32}$/),
    });
  });

  it("gets a new secret", async () => {
    const { secret } = secretIn(await put(SOURCE));
    const rotated = await rotate();
    expect(rotated.status).toBe(201);
    expect(rotated.json).toEqual({ secret: expect.stringMatching(/^whsec_/) });
    expect(secretIn(rotated).secret).not.toBe(secret);
  });

  it("needs no settings: all have a default", async () => {
    expect((await put({ kind: "bot-framework" })).status).toBe(201);
    expect(await list()).toMatchObject({
      items: [{ settings: { botKind: "bot-framework", environment: "production" } }],
    });
  });
});

describe("200: a source", () => {
  it("put again is the same", async () => {
    await put(SOURCE);
    expect((await put(SOURCE)).status).toBe(200);
    expect(await list()).toMatchObject({ items: { length: 1 } });
  });

  it("is listed with its settings, in the order of ids", async () => {
    await put(SOURCE, "b");
    await put({ kind: "bot-framework", settings: { environment: "test" } }, "a");
    expect(await list()).toEqual({
      items: [
        {
          sourceId: "a",
          kind: "bot-framework",
          settings: { botKind: "bot-framework", environment: "test" },
          state: "active",
        },
        {
          sourceId: "b",
          kind: "bot-framework",
          settings: { botIds: ["bot-a"], botKind: "bot-framework", environment: "production" },
          state: "active",
        },
      ],
    });
  });

  it("put again shows no secret", async () => {
    await put(SOURCE);
    expect((await put(SOURCE)).json).not.toHaveProperty("secret");
    expect((await put({ kind: "bot-framework" })).json).not.toHaveProperty("secret");
  });

  it("is disabled: nothing that it sends is taken, whoever vouches for it", async () => {
    await put(SOURCE);
    expect((await put({ ...SOURCE, disabled: true })).status).toBe(200);
    expect(await list()).toMatchObject({ items: [{ state: "disabled" }] });
    expect(await invoke()).toMatchObject({ type: "/problems/unauthorized", status: 401 });
  });

  it("is enabled by a put without that, and keeps its secret", async () => {
    await put({ ...SOURCE, disabled: true });
    expect((await put(SOURCE)).json).not.toHaveProperty("secret");
    expect(await list()).toMatchObject({ items: [{ state: "active" }] });
    expect(await invoke()).toMatchObject({ results: [{ decision: "counted" }] });
  });

  it("whose answer was lost shows its secret all the same, as it was not seen yet", async () => {
    const store = breakableTable(memoryTable());
    memory = memoryApp(newWorld(store));
    keys = await givenTenant(memory);
    store.be("lost");
    const { status, json } = await put(SOURCE);
    expect([status, json]).toEqual([201, expect.objectContaining({ secret: expect.any(String) })]);
    store.be("up");
    expect((await put(SOURCE)).json).not.toHaveProperty("secret");
  });

  it("works by its new settings at once", async () => {
    await put({ kind: "bot-framework", settings: {} });
    expect(await invoke()).toMatchObject({ results: [{ decision: "ignored" }] });
    expect((await put(SOURCE)).status).toBe(200);
    expect(await invoke()).toMatchObject({ results: [{ decision: "counted" }] });
  });

  it("works by its new settings in another process after a minute", async () => {
    const elsewhere = memoryApp(memory, { seed: 2 });
    await put({ kind: "bot-framework", settings: {} });
    expect(await invoke(elsewhere)).toMatchObject({ results: [{ decision: "ignored" }] });
    await put(SOURCE);
    await memory.timers.pass(60_001);
    expect(await invoke(elsewhere)).toMatchObject({ results: [{ decision: "counted" }] });
  });
});

describe("409: a source", () => {
  it("never changes its kind", async () => {
    await put(SOURCE);
    // There is one kind only, so the row of another is put there by hand.
    const row = await memory.store.get("Credentials", "acme", "s|teams");
    const cells = { ...(row?.cells ?? {}), kind: "slack" };
    const update = { op: "update", rowKey: "s|teams", cells, etag: row?.etag ?? "" } as const;
    await memory.store.transact("Credentials", "acme", [update]);
    expectProblem(await put(SOURCE), 409, "source-kind-differs");
  });
});

describe("404: a source", () => {
  it("that is not there gets no secret", async () => {
    expectProblem(await rotate(), 404, "not-found");
  });

  it("of a tenant that is not there", async () => {
    expectProblem(await put(SOURCE, "teams", "nobody", ADMIN_KEY), 404, "not-found");
  });
});

describe("422: a source", () => {
  it.each([
    ["kind", { kind: "carrier-pigeon", settings: {} }],
    ["kind", { kind: "__proto__", settings: {} }],
    ["kind", { settings: {} }],
    ["settings.botIds.0", { kind: "bot-framework", settings: { botIds: [""] } }],
    ["settings.botKind", { kind: "bot-framework", settings: { botKind: "x" } }],
    ["settings.environment", { kind: "bot-framework", settings: { environment: "staging" } }],
    ["settings.colour", { kind: "bot-framework", settings: { colour: "red" } }],
    ["settings", { kind: "bot-framework", settings: 7 }],
    ["secret", { kind: "bot-framework", settings: {}, secret: "given" }],
    ["disabled", { kind: "bot-framework", settings: {}, disabled: "yes" }],
    ["scope", { kind: "bot-framework", settings: {}, scope: "mine" }],
  ])("with a wrong %s: %o", async (path, json) => {
    expectProblem(await put(json), 422, "invalid-request", {
      errors: [{ path, message: expect.any(String) }],
    });
    expect(await list()).toEqual({ items: [] });
  });

  it.each(["Teams", "-t", "a%20b"])("with the id %s", async (id) => {
    expectProblem(await put(SOURCE, id), 422, "invalid-request");
  });
});

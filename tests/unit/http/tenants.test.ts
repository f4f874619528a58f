import { beforeEach, describe, expect, it } from "vitest";
import { memoryTable } from "../../../shared/storage/memory-table.ts";
import { closeMonth } from "../../support/close-month.ts";
import { Died, hookedTable } from "../../support/hooked-table.ts";
import { ADMIN_KEY, type MemoryApp, memoryApp, NOW, newWorld } from "../../support/memory-app.ts";
import { expectProblem } from "../../support/problems.ts";
import { storedRows } from "../../support/recount.ts";
import { month, tenant } from "../../support/values.ts";

let memory: MemoryApp;
beforeEach(() => {
  memory = memoryApp();
});

const put = (json: unknown, id = "acme") =>
  memory.call({ method: "PUT", path: `v1/tenants/${id}`, key: ADMIN_KEY, json });
const get = (id = "acme") => memory.call({ method: "GET", path: `v1/tenants/${id}`, key: ADMIN_KEY });
const list = async (after = "") => {
  const query = after === "" ? "" : `?after=${after}`;
  return (await memory.call({ method: "GET", path: `v1/tenants${query}`, key: ADMIN_KEY })).json;
};

describe("201: a tenant", () => {
  it("that is new begins with the month in which it is made", async () => {
    const { status, json } = await put({ name: "Acme" });
    expect(status).toBe(201);
    expect(json).toEqual({
      tenantId: "acme",
      name: "Acme",
      since: "2026-11",
      thresholds: { warning: 80, exhausted: 100 },
    });
  });

  it("may begin earlier, with thresholds of its own", async () => {
    const settings = { name: "Acme 日本", since: "2025-11", thresholds: { warning: 50, exhausted: 90 } };
    expect((await put(settings)).json).toEqual({ tenantId: "acme", ...settings });
    expect((await get()).json).toEqual({ tenantId: "acme", ...settings });
  });
});

describe("a process that dies while it makes a tenant", () => {
  it.each([0, 1])(
    "leaves none that is metered and not listed, since it would never be closed (%i writes)",
    async (writes) => {
      const store = hookedTable(memoryTable());
      memory = memoryApp(newWorld(store));
      await put({ name: "Other" }, "other");
      let left = writes;
      store.onTransact((_, __, go) => {
        if (left-- > 0) return go();
        throw new Died();
      });
      expect((await put({ name: "Acme" })).status).toBe(500);
      store.onTransact((_, __, go) => go());
      expect((await get()).status).toBe(404);
      expect((await put({ name: "Acme" })).status).toBe(201);
      expect(await list()).toMatchObject({ items: [{ tenantId: "acme" }, { tenantId: "other" }] });
    },
  );
});

describe("422: a first month", () => {
  it.each(["2025-10", "2026-12"])(
    "cannot begin in %s, a month in which nothing can be recorded",
    async (since) => {
      expect((await put({ name: "Acme", since })).json).toMatchObject({
        type: "/problems/invalid-request",
        errors: [{ path: "since", message: "must be from 2025-11 to 2026-11" }],
      });
    },
  );
});

describe("200: a tenant", () => {
  it("put again is the same: not a row is written", async () => {
    await put({ name: "Acme" });
    const before = await storedRows(memory.store, tenant("acme"), "h");
    expect((await put({ name: "Acme" })).status).toBe(200);
    expect(await storedRows(memory.store, tenant("acme"), "h")).toEqual(before);
  });

  it("can be renamed", async () => {
    await put({ name: "Acme" });
    expect(await put({ name: "Acme II" })).toMatchObject({ status: 200, json: { name: "Acme II" } });
    expect(await list()).toMatchObject({ items: [{ tenantId: "acme", name: "Acme II" }] });
  });

  it("can begin earlier while nothing is closed, which counts as set then", async () => {
    await put({ name: "Acme", since: "2026-05" });
    memory.clock.set("2026-11-26T00:00:00.000Z");
    expect(await put({ name: "Acme", since: "2026-04" })).toMatchObject({
      status: 200,
      json: { since: "2026-04" },
    });
    const [head] = await storedRows(memory.store, tenant("acme"), "h");
    expect(head?.cells).toMatchObject({ since: "2026-04", sinceSetAt: "2026-11-26T00:00:00.000Z" });
  });

  it("keeps when its beginning was set while other settings change", async () => {
    await put({ name: "Acme" });
    memory.clock.set("2026-11-26T00:00:00.000Z");
    await put({ name: "Acme", thresholds: { warning: 10, exhausted: 20 } });
    expect((await storedRows(memory.store, tenant("acme"), "h"))[0]?.cells).toMatchObject({
      sinceSetAt: NOW,
    });
  });

  it("is in the list, in the order of ids, a hundred at a time", async () => {
    for (let n = 0; n < 101; n++) await put({ name: "Any" }, `t${String(n).padStart(3, "0")}`);
    const first = await list();
    expect(first).toMatchObject({ next: "t099", items: { length: 100, 0: { tenantId: "t000" } } });
    expect(await list("t099")).toEqual({ items: [{ tenantId: "t100", name: "Any" }] });
  });

  it("whose id begins like another's is not lost at a page's end", async () => {
    for (const id of ["a", "a-b", "a0"]) await put({ name: "Any" }, id);
    expect(await list("a")).toMatchObject({ items: [{ tenantId: "a-b" }, { tenantId: "a0" }] });
  });
});

describe("409: a tenant's first month", () => {
  it("never moves forward: months once metered stay metered", async () => {
    await put({ name: "Acme", since: "2026-05" });
    expectProblem(await put({ name: "Acme", since: "2026-06" }), 409, "since-fixed", { since: "2026-05" });
  });

  it("never moves back after a close", async () => {
    await put({ name: "Acme", since: "2026-05" });
    await closeMonth(memory.store, tenant("acme"), month("2026-05"));
    expectProblem(await put({ name: "Acme", since: "2026-04" }), 409, "since-fixed", { since: "2026-05" });
    expect((await put({ name: "Acme", since: "2026-05" })).status).toBe(200);
  });
});

describe("404: a tenant", () => {
  it("that is not there", async () => {
    expectProblem(await get(), 404, "not-found");
  });
});

describe("422: a tenant", () => {
  it.each([
    ["name", {}],
    ["name", { name: "" }],
    ["name", { name: "x".repeat(201) }],
    ["name", { name: "a\u0000b" }],
    ["name", { name: 7 }],
    ["since", { name: "Acme", since: "2026-13" }],
    ["thresholds.warning", { name: "Acme", thresholds: { warning: 0, exhausted: 100 } }],
    ["thresholds.exhausted", { name: "Acme", thresholds: { warning: 80, exhausted: 99.5 } }],
    ["thresholds.exhausted", { name: "Acme", thresholds: { warning: 80, exhausted: 1001 } }],
    ["thresholds", { name: "Acme", thresholds: { warning: 90, exhausted: 80 } }],
    ["tenantId", { name: "Acme", tenantId: "other" }],
  ])("with a wrong %s: %o", async (path, json) => {
    expectProblem(await put(json), 422, "invalid-request", {
      errors: [{ path, message: expect.any(String) }],
    });
    expect((await get()).status).toBe(404);
  });

  it.each(["Acme", "-a", "a_b", "a%2Fb", "x".repeat(64)])("with the id %s", async (id) => {
    expectProblem(await put({ name: "Acme" }, id), 422, "invalid-request");
  });
});

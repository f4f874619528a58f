import { beforeAll, describe, expect, it } from "vitest";
import { handlersOf } from "../../../functions/handlers.ts";
import { ROUTES } from "../../../shared/http/routes.ts";
import type { Called } from "../../support/call.ts";
import { ADMIN_KEY, givenTenant, type MemoryApp, memoryApp, NOW } from "../../support/memory-app.ts";
import { expectProblem } from "../../support/problems.ts";
import { givenSamples, type RouteName, type Sample, samplesFor } from "../../support/route-samples.ts";

/** What each route asks for, told once more, so that no line of the route table changes by accident. */
const NEEDED: Readonly<Record<RouteName, "none" | "admin" | "source" | "ingest" | "read" | "operate">> = {
  recordInvocation: "ingest",
  receiveWebhook: "source",
  greetSource: "source",
  askSource: "source",
  getBalance: "read",
  getUsage: "read",
  getForecast: "read",
  checkAccess: "ingest",
  listAlerts: "read",
  lookUpConversation: "read",
  getConversation: "read",
  eraseConversation: "operate",
  listStatements: "read",
  getStatement: "read",
  listTenants: "admin",
  putTenant: "admin",
  getTenant: "read",
  createKey: "admin",
  listKeys: "admin",
  deleteKey: "admin",
  putGrant: "operate",
  listGrants: "read",
  putSource: "operate",
  listSources: "read",
  rotateSourceSecret: "operate",
  putEndpoint: "operate",
  listEndpoints: "read",
  deleteEndpoint: "operate",
  pingEndpoint: "operate",
  rotateEndpointSecret: "operate",
  listDeliveries: "read",
  replayEvents: "operate",
  listParked: "admin",
  healthLive: "none",
  healthReady: "none",
};
const OPENS = { ingest: ["ingest"], read: ["read"], operate: ["operate", "read"] } as const;
const ROLES = ["ingest", "read", "operate"] as const;
const isRoute = (name: string): name is RouteName => Object.hasOwn(ROUTES, name);
const names = Object.keys(ROUTES).filter(isRoute);

let memory: MemoryApp;
let samples: Readonly<Record<RouteName, Sample>>;
const keys = new Map<string, string>();

const keyMade = async (json: Readonly<Record<string, unknown>>): Promise<{ keyId: string; key: string }> =>
  JSON.parse(
    (await memory.call({ method: "POST", path: "v1/tenants/acme/keys", key: ADMIN_KEY, json })).text,
  );

beforeAll(async () => {
  memory = memoryApp();
  const [acme, other] = [await givenTenant(memory, "acme"), await givenTenant(memory, "other")];
  for (const role of ROLES) {
    keys.set(role, acme[role]);
    keys.set(`another tenant's ${role}`, other[role]);
  }
  const expired = await keyMade({ role: "operate", name: "expired", expiresAt: NOW });
  const deleted = await keyMade({ role: "operate", name: "deleted" });
  await memory.call({ method: "DELETE", path: `v1/tenants/acme/keys/${deleted.keyId}`, key: ADMIN_KEY });
  keys.set("expired", expired.key).set("deleted", deleted.key);
  keys.set("unknown", `bm_${"x".repeat(12)}_${"y".repeat(43)}`);
  keys.set("of another secret", acme.operate.replace(/.{43}$/, "z".repeat(43)));
  keys.set("malformed", "bm_short_key").set("beginning like the admin key", ADMIN_KEY.slice(0, -1));
  samples = await givenSamples(memory, "acme");
  keys.set("admin", ADMIN_KEY);
});

const asked = async (name: RouteName, holder: string): Promise<Called> => {
  const { call } = samples[name];
  // A key that was deleted once is not there to be deleted again.
  const path =
    name === "deleteKey"
      ? `v1/tenants/acme/keys/${(await keyMade({ role: "read", name: "x" })).keyId}`
      : call.path;
  if (path.includes("/endpoints/")) await memory.call({ ...samples.putEndpoint.call, key: ADMIN_KEY });
  return await memory.call({ ...call, path, key: keys.get(holder) });
};

it("has an endpoint for each route, and no other", () => {
  const served = handlersOf(memory.app).map(({ name }) => name);
  expect([...served].sort()).toEqual([...names].sort());
  expect(Object.values(ROUTES).map(({ name }) => name)).toEqual(names);
});

describe.each(names)("%s", (name) => {
  const needed = NEEDED[name];

  it(`asks for ${needed}`, () => {
    expect(ROUTES[name].credential).toBe(needed);
  });

  it("is open to the platform's admin key", async () => {
    expect((await asked(name, "admin")).status).toBe(samples[name].status);
  });

  it.each([
    "none",
    "malformed",
    "unknown",
    "of another secret",
    "expired",
    "deleted",
    "beginning like the admin key",
  ])("with a credential that proves nothing (%s) is 401, or open to anyone", async (holder) => {
    const called = await asked(name, holder);
    if (needed === "none") return expect(called.status).toBe(200);
    expectProblem(called, 401, "unauthorized");
    expect(called.headers["www-authenticate"]).toBe("Bearer");
  });

  it.each(ROLES)("with the role %s of one's own tenant is open or 403", async (role) => {
    const opens: readonly string[] = OPENS[role];
    const called = await asked(name, role);
    if (needed === "none" || opens.includes(needed === "source" ? "ingest" : needed))
      expect(called.status).toBe(samples[name].status);
    else expectProblem(called, 403, "forbidden");
  });

  it.each(ROLES)("with another tenant's %s is as if this tenant were not there", async (role) => {
    const called = await asked(name, `another tenant's ${role}`);
    if (needed === "none") return expect(called.status).toBe(200);
    if (!ROUTES[name].path.includes("{tenantId}")) return expectProblem(called, 403, "forbidden");
    expectProblem(called, 404, "not-found");
    const { call } = samplesFor("nobody", { keyId: "k", conversationKey: "c".repeat(32) })[name];
    const unknown = await memory.call({ ...call, key: keys.get(`another tenant's ${role}`) });
    expect([called.status, called.text, called.headers]).toEqual([
      unknown.status,
      unknown.text,
      unknown.headers,
    ]);
  });
});

describe("who asks is told before what is asked", () => {
  it.each([
    ["401", "malformed", 401],
    ["403", "read", 403],
    ["404", "another tenant's ingest", 404],
  ])("so a body that is none is still %s", async (_, holder, status) => {
    const call = {
      method: "POST",
      path: "v1/tenants/acme/invocations",
      chunks: ["{"],
      key: keys.get(holder),
    };
    expect((await memory.call(call)).status).toBe(status);
  });
});

describe("a credential", () => {
  const withHeader = (authorization: string) =>
    memory.call({ method: "GET", path: "v1/tenants/acme/balance", headers: { authorization } });

  it.each(["Bearer", "bearer", "BEARER "])("is taken after `%s`, as HTTP has it", async (scheme) => {
    expect((await withHeader(`${scheme} ${keys.get("read")}`)).status).toBe(200);
  });

  it.each(["Basic ", "Bearer", "", "Bearer x "])("is not taken after %j", async (scheme) => {
    expectProblem(await withHeader(`${scheme}${keys.get("read")}`), 401, "unauthorized");
  });
});

import type { ROUTES } from "../../shared/http/routes.ts";
import type { Call } from "./call.ts";
import { closeMonth } from "./close-month.ts";
import { ADMIN_KEY, type MemoryApp, nativeInvocation } from "./memory-app.ts";
import { month, tenant } from "./values.ts";

export type RouteName = keyof typeof ROUTES;

/** A request to a route that succeeds with `status` where it is let in. */
export type Sample = { readonly call: Call; readonly status: number };

const SOURCE = { kind: "bot-framework", settings: {} };
const GRANT = { kind: "chat", quantity: 1, from: "2026-01" };
const ENDPOINT = { kind: "webhook", url: "https://hooks.example/botmeter" };
const RANGE = { from: "2026-10-01T00:00:00Z", to: "2026-12-01T00:00:00Z" };
const LOOKUP = { channel: "lcw", conversationId: "c1" };

/** A request to each route, as it is for this tenant. Its prerequisites are made by `givenSamples`. */
export const samplesFor = (
  tenantId: string,
  { keyId, conversationKey }: { readonly keyId: string; readonly conversationKey: string },
): Readonly<Record<RouteName, Sample>> => {
  const tenant = `v1/tenants/${tenantId}`;
  const endpoint = `${tenant}/endpoints/e1`;
  const get = (path: string): Sample => ({ call: { method: "GET", path }, status: 200 });
  const put = (path: string, json: unknown): Sample => ({ call: { method: "PUT", path, json }, status: 200 });
  const post = (path: string, json: unknown, status = 200): Sample => ({
    call: { method: "POST", path, json },
    status,
  });
  return {
    recordInvocation: post(`${tenant}/invocations`, nativeInvocation()),
    receiveWebhook: post(`${tenant}/sources/s1`, { type: "typing" }),
    greetSource: { call: { method: "GET", path: `${tenant}/sources/s1` }, status: 404 },
    askSource: { call: { method: "OPTIONS", path: `${tenant}/sources/s1` }, status: 404 },
    getBalance: get(`${tenant}/balance`),
    getUsage: get(`${tenant}/usage?by=day`),
    getForecast: get(`${tenant}/forecast`),
    checkAccess: post(`${tenant}/access-checks`, undefined),
    listAlerts: get(`${tenant}/alerts`),
    lookUpConversation: post(`${tenant}/conversation-lookups`, LOOKUP),
    getConversation: get(`${tenant}/conversations/${conversationKey}`),
    eraseConversation: {
      call: { method: "DELETE", path: `${tenant}/conversations/${conversationKey}` },
      status: 204,
    },
    listStatements: get(`${tenant}/statements`),
    getStatement: get(`${tenant}/statements/2026-10`),
    listTenants: get("v1/tenants"),
    putTenant: put(tenant, { name: tenantId }),
    getTenant: get(tenant),
    createKey: post(`${tenant}/keys`, { role: "read", name: "any" }, 201),
    listKeys: get(`${tenant}/keys`),
    deleteKey: { call: { method: "DELETE", path: `${tenant}/keys/${keyId}` }, status: 204 },
    putGrant: put(`${tenant}/grants/g1`, GRANT),
    listGrants: get(`${tenant}/grants`),
    putSource: put(`${tenant}/sources/s1`, SOURCE),
    listSources: get(`${tenant}/sources`),
    rotateSourceSecret: post(`${tenant}/sources/s1/secrets`, undefined, 201),
    putEndpoint: put(endpoint, ENDPOINT),
    listEndpoints: get(`${tenant}/endpoints`),
    deleteEndpoint: { call: { method: "DELETE", path: endpoint }, status: 204 },
    pingEndpoint: post(`${endpoint}/ping`, undefined, 202),
    rotateEndpointSecret: post(`${endpoint}/secrets`, undefined, 201),
    listDeliveries: get(`${endpoint}/deliveries`),
    replayEvents: post(`${endpoint}/replays`, RANGE, 202),
    listParked: get("v1/parked"),
    healthLive: get("health/live"),
    healthReady: get("health/ready"),
  };
};

/** The samples of a tenant that is there, with what they are about. */
export const givenSamples = async (memory: MemoryApp, tenantId: string) => {
  const made = samplesFor(tenantId, { keyId: "", conversationKey: "" });
  const asAdmin = async (name: RouteName): Promise<string> => {
    const { text } = await memory.call({ ...made[name].call, key: ADMIN_KEY });
    return text;
  };
  await asAdmin("putGrant");
  await asAdmin("putSource");
  await asAdmin("putEndpoint");
  await closeMonth(memory.store, tenant(tenantId), month("2026-10"));
  const recorded = await asAdmin("recordInvocation");
  const key = await asAdmin("createKey");
  return samplesFor(tenantId, {
    keyId: /"keyId":"(\w+)"/.exec(key)?.[1] ?? "",
    conversationKey: /"conversationKey":"([\w-]+)"/.exec(recorded)?.[1] ?? "",
  });
};

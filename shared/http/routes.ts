import * as z from "zod";
import type { BodyLimits } from "./json-body.ts";
import type { Route } from "./route.ts";
import * as schemas from "./schemas.ts";

const KIB = 1024;
const JSON_ONLY = ["application/json"];
const SMALL: BodyLimits = { bytesMax: 64 * KIB, depthMax: 16, mediaTypes: JSON_ONLY };
const INVOCATIONS: BodyLimits = {
  ...SMALL,
  batchBytesMax: 1024 * KIB,
  mediaTypes: [...JSON_ONLY, "application/cloudevents+json", "application/cloudevents-batch+json"],
};
// A bot's reply carries cards, which are large and nest deeply: refusing them would lose usage.
const WEBHOOK: BodyLimits = { bytesMax: 1024 * KIB, depthMax: 64, mediaTypes: JSON_ONLY };

const TENANT = "v1/tenants/{tenantId}";
const { NO_PARAMS, NO_QUERY, TENANT_PARAMS } = schemas;

const route = <Params, Query, Body>(of: Route<Params, Query, Body>): Route<Params, Query, Body> => of;
const NO_BODY = { limits: undefined, schema: z.undefined() };
const payload = (limits: BodyLimits) => ({ limits, schema: z.unknown() });
const small = <Body>(schema: z.ZodType<Body>) => ({ limits: SMALL, schema });

/** Every route: registration, authentication and the checks of a request all come from here. */
export const ROUTES = {
  recordInvocation: route({
    name: "recordInvocation",
    method: "POST",
    path: `${TENANT}/invocations`,
    summary: "Record one invocation, or a batch of up to 100, as JSON or CloudEvents.",
    credential: "ingest",
    params: TENANT_PARAMS,
    query: NO_QUERY,
    body: payload(INVOCATIONS),
  }),
  receiveWebhook: route({
    name: "receiveWebhook",
    method: "POST",
    path: `${TENANT}/sources/{sourceId}`,
    summary: "Receive what a channel's webhook sends.",
    credential: "ingest",
    params: schemas.SOURCE_PARAMS,
    query: NO_QUERY,
    body: payload(WEBHOOK),
  }),
  getBalance: route({
    name: "getBalance",
    method: "GET",
    path: `${TENANT}/balance`,
    summary: "What a month's pool still holds.",
    credential: "read",
    params: TENANT_PARAMS,
    query: schemas.PERIOD_QUERY,
    body: NO_BODY,
  }),
  getUsage: route({
    name: "getUsage",
    method: "GET",
    path: `${TENANT}/usage`,
    summary: "A month's sessions by day, channel or bot.",
    credential: "read",
    params: TENANT_PARAMS,
    query: schemas.USAGE_QUERY,
    body: NO_BODY,
  }),
  lookUpConversation: route({
    name: "lookUpConversation",
    method: "POST",
    path: `${TENANT}/conversation-lookups`,
    summary: "Explain a conversation by its raw id.",
    credential: "read",
    params: TENANT_PARAMS,
    query: NO_QUERY,
    body: small(schemas.LOOKUP_BODY),
  }),
  getConversation: route({
    name: "getConversation",
    method: "GET",
    path: `${TENANT}/conversations/{conversationKey}`,
    summary: "Explain a conversation by its key.",
    credential: "read",
    params: schemas.CONVERSATION_PARAMS,
    query: NO_QUERY,
    body: NO_BODY,
  }),
  listTenants: route({
    name: "listTenants",
    method: "GET",
    path: "v1/tenants",
    summary: "All tenants, in pages.",
    credential: "admin",
    params: NO_PARAMS,
    query: schemas.PAGE_QUERY,
    body: NO_BODY,
  }),
  putTenant: route({
    name: "putTenant",
    method: "PUT",
    path: TENANT,
    summary: "Make a tenant, or change its settings.",
    credential: "admin",
    params: TENANT_PARAMS,
    query: NO_QUERY,
    body: small(schemas.TENANT_BODY),
  }),
  getTenant: route({
    name: "getTenant",
    method: "GET",
    path: TENANT,
    summary: "A tenant's settings.",
    credential: "read",
    params: TENANT_PARAMS,
    query: NO_QUERY,
    body: NO_BODY,
  }),
  createKey: route({
    name: "createKey",
    method: "POST",
    path: `${TENANT}/keys`,
    summary: "Make an API key; it is shown this once.",
    credential: "admin",
    params: TENANT_PARAMS,
    query: NO_QUERY,
    body: small(schemas.KEY_BODY),
  }),
  listKeys: route({
    name: "listKeys",
    method: "GET",
    path: `${TENANT}/keys`,
    summary: "A tenant's API keys, without their secrets.",
    credential: "admin",
    params: TENANT_PARAMS,
    query: NO_QUERY,
    body: NO_BODY,
  }),
  deleteKey: route({
    name: "deleteKey",
    method: "DELETE",
    path: `${TENANT}/keys/{keyId}`,
    summary: "Remove an API key.",
    credential: "admin",
    params: schemas.KEY_PARAMS,
    query: NO_QUERY,
    body: NO_BODY,
  }),
  putGrant: route({
    name: "putGrant",
    method: "PUT",
    path: `${TENANT}/grants/{grantId}`,
    summary: "Put licences or add-ons in force, or end them.",
    credential: "operate",
    params: schemas.GRANT_PARAMS,
    query: NO_QUERY,
    body: small(schemas.GRANT_BODY),
  }),
  listGrants: route({
    name: "listGrants",
    method: "GET",
    path: `${TENANT}/grants`,
    summary: "All grants of a tenant.",
    credential: "read",
    params: TENANT_PARAMS,
    query: NO_QUERY,
    body: NO_BODY,
  }),
  putSource: route({
    name: "putSource",
    method: "PUT",
    path: `${TENANT}/sources/{sourceId}`,
    summary: "Register a sender of webhooks, or change its settings.",
    credential: "operate",
    params: schemas.SOURCE_PARAMS,
    query: NO_QUERY,
    body: small(schemas.SOURCE_BODY),
  }),
  listSources: route({
    name: "listSources",
    method: "GET",
    path: `${TENANT}/sources`,
    summary: "A tenant's sources.",
    credential: "read",
    params: TENANT_PARAMS,
    query: NO_QUERY,
    body: NO_BODY,
  }),
  healthLive: route({
    name: "healthLive",
    method: "GET",
    path: "health/live",
    summary: "Whether the app runs.",
    credential: "none",
    params: NO_PARAMS,
    query: NO_QUERY,
    body: NO_BODY,
  }),
  healthReady: route({
    name: "healthReady",
    method: "GET",
    path: "health/ready",
    summary: "Whether the app can record.",
    credential: "none",
    params: NO_PARAMS,
    query: NO_QUERY,
    body: NO_BODY,
  }),
} as const;

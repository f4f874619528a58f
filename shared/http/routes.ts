import * as z from "zod";
import type { BodyLimits } from "./json-body.ts";
import type { Route, SourceRoute } from "./route.ts";
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
const WEBHOOK = { bytesMax: 1024 * KIB, depthMax: 64 };

const TENANT = "v1/tenants/{tenantId}";
const SOURCE = `${TENANT}/sources/{sourceId}`;
const ENDPOINT = `${TENANT}/endpoints/{endpointId}`;
const { NO_PARAMS, NO_QUERY, TENANT_PARAMS } = schemas;

const NO_BODY = { limits: undefined, schema: z.undefined() };
type Method = Route<unknown, unknown, unknown>["method"];
type Credential = Route<unknown, unknown, unknown>["credential"];

const withQuery = <Params, Query>(
  name: string,
  path: string,
  credential: Credential,
  params: z.ZodType<Params>,
  query: z.ZodType<Query>,
): Route<Params, Query, undefined> => ({
  name,
  method: "GET",
  path,
  credential,
  params,
  query,
  body: NO_BODY,
});

const withBody = <Params, Body>(
  name: string,
  method: Method,
  path: string,
  credential: Credential,
  params: z.ZodType<Params>,
  body: Route<Params, unknown, Body>["body"],
) => ({ name, method, path, credential, params, query: NO_QUERY, body });

const bare = <Params>(
  name: string,
  method: Method,
  path: string,
  credential: Credential,
  params: z.ZodType<Params>,
) => withBody(name, method, path, credential, params, NO_BODY);

const payload = (limits: BodyLimits) => ({ limits, schema: z.unknown() });
const small = <Body>(schema: z.ZodType<Body>) => ({ limits: SMALL, schema });

const ofSource = (
  name: string,
  method: SourceRoute<unknown>["method"],
): SourceRoute<z.output<typeof schemas.SOURCE_PARAMS>> => ({
  name,
  method,
  path: SOURCE,
  credential: "source",
  params: schemas.SOURCE_PARAMS,
  ...WEBHOOK,
});

/** Every route: registration, authentication and the checks of a request all come from here. */
export const ROUTES = {
  recordInvocation: withBody(
    "recordInvocation",
    "POST",
    `${TENANT}/invocations`,
    "ingest",
    TENANT_PARAMS,
    payload(INVOCATIONS),
  ),
  receiveWebhook: ofSource("receiveWebhook", "POST"),
  greetSource: ofSource("greetSource", "GET"),
  askSource: ofSource("askSource", "OPTIONS"),
  getBalance: withQuery("getBalance", `${TENANT}/balance`, "read", TENANT_PARAMS, schemas.PERIOD_QUERY),
  getUsage: withQuery("getUsage", `${TENANT}/usage`, "read", TENANT_PARAMS, schemas.USAGE_QUERY),
  getForecast: bare("getForecast", "GET", `${TENANT}/forecast`, "read", TENANT_PARAMS),
  checkAccess: bare("checkAccess", "POST", `${TENANT}/access-checks`, "ingest", TENANT_PARAMS),
  listAlerts: withQuery("listAlerts", `${TENANT}/alerts`, "read", TENANT_PARAMS, schemas.PERIOD_QUERY),
  lookUpConversation: withBody(
    "lookUpConversation",
    "POST",
    `${TENANT}/conversation-lookups`,
    "read",
    TENANT_PARAMS,
    small(schemas.LOOKUP_BODY),
  ),
  getConversation: bare(
    "getConversation",
    "GET",
    `${TENANT}/conversations/{conversationKey}`,
    "read",
    schemas.CONVERSATION_PARAMS,
  ),
  eraseConversation: bare(
    "eraseConversation",
    "DELETE",
    `${TENANT}/conversations/{conversationKey}`,
    "operate",
    schemas.CONVERSATION_PARAMS,
  ),
  listStatements: withQuery(
    "listStatements",
    `${TENANT}/statements`,
    "read",
    TENANT_PARAMS,
    schemas.STATEMENT_QUERY,
  ),
  getStatement: withQuery(
    "getStatement",
    `${TENANT}/statements/{period}`,
    "read",
    schemas.PERIOD_PARAMS,
    schemas.STATEMENT_QUERY,
  ),
  listTenants: withQuery("listTenants", "v1/tenants", "admin", NO_PARAMS, schemas.PAGE_QUERY),
  putTenant: withBody("putTenant", "PUT", TENANT, "admin", TENANT_PARAMS, small(schemas.TENANT_BODY)),
  getTenant: bare("getTenant", "GET", TENANT, "read", TENANT_PARAMS),
  createKey: withBody("createKey", "POST", `${TENANT}/keys`, "admin", TENANT_PARAMS, small(schemas.KEY_BODY)),
  listKeys: bare("listKeys", "GET", `${TENANT}/keys`, "admin", TENANT_PARAMS),
  deleteKey: bare("deleteKey", "DELETE", `${TENANT}/keys/{keyId}`, "admin", schemas.KEY_PARAMS),
  putGrant: withBody(
    "putGrant",
    "PUT",
    `${TENANT}/grants/{grantId}`,
    "operate",
    schemas.GRANT_PARAMS,
    small(schemas.GRANT_BODY),
  ),
  listGrants: bare("listGrants", "GET", `${TENANT}/grants`, "read", TENANT_PARAMS),
  putSource: withBody(
    "putSource",
    "PUT",
    SOURCE,
    "operate",
    schemas.SOURCE_PARAMS,
    small(schemas.SOURCE_BODY),
  ),
  listSources: bare("listSources", "GET", `${TENANT}/sources`, "read", TENANT_PARAMS),
  rotateSourceSecret: bare(
    "rotateSourceSecret",
    "POST",
    `${SOURCE}/secrets`,
    "operate",
    schemas.SOURCE_PARAMS,
  ),
  putEndpoint: withBody(
    "putEndpoint",
    "PUT",
    ENDPOINT,
    "operate",
    schemas.ENDPOINT_PARAMS,
    small(schemas.ENDPOINT_BODY),
  ),
  listEndpoints: bare("listEndpoints", "GET", `${TENANT}/endpoints`, "read", TENANT_PARAMS),
  deleteEndpoint: bare("deleteEndpoint", "DELETE", ENDPOINT, "operate", schemas.ENDPOINT_PARAMS),
  pingEndpoint: bare("pingEndpoint", "POST", `${ENDPOINT}/ping`, "operate", schemas.ENDPOINT_PARAMS),
  rotateEndpointSecret: bare(
    "rotateEndpointSecret",
    "POST",
    `${ENDPOINT}/secrets`,
    "operate",
    schemas.ENDPOINT_PARAMS,
  ),
  listDeliveries: withQuery(
    "listDeliveries",
    `${ENDPOINT}/deliveries`,
    "read",
    schemas.ENDPOINT_PARAMS,
    schemas.DELIVERIES_QUERY,
  ),
  replayEvents: withBody(
    "replayEvents",
    "POST",
    `${ENDPOINT}/replays`,
    "operate",
    schemas.ENDPOINT_PARAMS,
    small(schemas.REPLAY_BODY),
  ),
  listParked: bare("listParked", "GET", "v1/parked", "admin", NO_PARAMS),
  healthLive: bare("healthLive", "GET", "health/live", "none", NO_PARAMS),
  healthReady: bare("healthReady", "GET", "health/ready", "none", NO_PARAMS),
} as const;

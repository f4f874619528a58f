import type { Handler } from "../shared/http/handler.ts";
import { checkAccess, listAlerts } from "./alerts.ts";
import { createKey, deleteKey, listKeys } from "./api-keys.ts";
import type { App } from "./app.ts";
import { getBalance, getForecast, getUsage } from "./balance.ts";
import { eraseConversation, getConversation, lookUpConversation } from "./conversations.ts";
import {
  deleteEndpoint,
  listDeliveries,
  listEndpoints,
  pingEndpoint,
  putEndpoint,
  replayEvents,
  rotateEndpointSecret,
} from "./endpoints.ts";
import { listGrants, putGrant } from "./grants.ts";
import { healthLive, healthReady } from "./health.ts";
import { listParked } from "./parked.ts";
import { askSource, greetSource, receiveWebhook } from "./receive-webhook.ts";
import { recordInvocation } from "./record-invocation.ts";
import { listSources, putSource, rotateSourceSecret } from "./sources.ts";
import { getStatement, listStatements } from "./statements.ts";
import { getTenant, listTenants, putTenant } from "./tenants.ts";

/** All HTTP functions of the app. */
export const handlersOf = (app: App): readonly Handler[] =>
  [
    recordInvocation,
    receiveWebhook,
    greetSource,
    askSource,
    getBalance,
    getForecast,
    getUsage,
    checkAccess,
    listAlerts,
    getConversation,
    eraseConversation,
    lookUpConversation,
    listStatements,
    getStatement,
    listTenants,
    putTenant,
    getTenant,
    createKey,
    listKeys,
    deleteKey,
    putGrant,
    listGrants,
    putSource,
    listSources,
    rotateSourceSecret,
    putEndpoint,
    listEndpoints,
    deleteEndpoint,
    pingEndpoint,
    rotateEndpointSecret,
    listDeliveries,
    replayEvents,
    listParked,
    healthLive,
    healthReady,
  ].map((make) => make(app));

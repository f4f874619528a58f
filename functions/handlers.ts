import type { Handler } from "../shared/http/handler.ts";
import { createKey, deleteKey, listKeys } from "./api-keys.ts";
import type { App } from "./app.ts";
import { getBalance, getUsage } from "./balance.ts";
import { eraseConversation, getConversation, lookUpConversation } from "./conversations.ts";
import { listGrants, putGrant } from "./grants.ts";
import { healthLive, healthReady } from "./health.ts";
import { receiveWebhook } from "./receive-webhook.ts";
import { recordInvocation } from "./record-invocation.ts";
import { listSources, putSource } from "./sources.ts";
import { getStatement, listStatements } from "./statements.ts";
import { getTenant, listTenants, putTenant } from "./tenants.ts";

/** All HTTP functions of the app. */
export const handlersOf = (app: App): readonly Handler[] =>
  [
    recordInvocation,
    receiveWebhook,
    getBalance,
    getUsage,
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
    healthLive,
    healthReady,
  ].map((make) => make(app));

import type { Adapters } from "../shared/application/adapter.ts";
import { type ConversationKeys, createConversationKeys } from "../shared/application/conversation-keys.ts";
import { createGrants, type Grants } from "../shared/application/grants.ts";
import { createHeads, type Heads } from "../shared/application/heads.ts";
import { type ApiKeys, createApiKeys } from "../shared/application/keys.ts";
import { createLedger } from "../shared/application/ledger/ledger.ts";
import type { Clock, Randomness, TableStore, Timers } from "../shared/application/ports.ts";
import { createReceiveWebhook, type ReceiveWebhook } from "../shared/application/receive-webhook.ts";
import { createRecordInvocations, type RecordInvocations } from "../shared/application/record-invocations.ts";
import { createSources, type Sources } from "../shared/application/sources.ts";
import { createTenants, type Tenants } from "../shared/application/tenants.ts";
import { type Authorize, createAuthorize } from "../shared/http/authorize.ts";

/** Everything from outside that the app stands on; `index.ts` makes the real ones, tests make others. */
export type AppPorts = {
  readonly store: TableStore;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomness: Randomness;
  readonly adapters: Adapters;
};

/** The settings that the app itself needs. */
export type AppSettings = {
  readonly adminKey: string;
  readonly conversationIdKey: Uint8Array;
  readonly retentionMonths: number;
  /** How long an invocation may wait to be stored before it is answered 503. */
  readonly deadlineMs: number;
};

/** The use cases, put together. */
export type App = AppPorts & {
  readonly retentionMonths: number;
  readonly authorize: Authorize;
  readonly heads: Heads;
  readonly keys: ConversationKeys;
  readonly apiKeys: ApiKeys;
  readonly tenants: Tenants;
  readonly grants: Grants;
  readonly sources: Sources;
  readonly recordInvocations: RecordInvocations;
  readonly receiveWebhook: ReceiveWebhook;
};

/** The app over these ports: one a process, since its ledger must be the only one here. */
export const createApp = (ports: AppPorts, settings: AppSettings): App => {
  const { retentionMonths, deadlineMs } = settings;
  const heads = createHeads(ports.store);
  const keys = createConversationKeys(ports, settings.conversationIdKey);
  const apiKeys = createApiKeys(ports);
  const ledger = createLedger({ ...ports, heads, deadlineMs });
  const recordInvocations = createRecordInvocations({ ...ports, ledger, heads, keys, retentionMonths });
  const sources = createSources(ports);
  return {
    ...ports,
    retentionMonths,
    authorize: createAuthorize(apiKeys, settings.adminKey),
    heads,
    keys,
    apiKeys,
    tenants: createTenants({ ...ports, heads, retentionMonths }),
    grants: createGrants({ ...ports, heads }),
    sources,
    recordInvocations,
    receiveWebhook: createReceiveWebhook({ ...ports, sources, recordInvocations }),
  };
};

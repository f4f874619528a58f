import type { Adapters } from "../shared/application/adapter.ts";
import { type ApiKeys, createApiKeys } from "../shared/application/api-keys.ts";
import { createAudit } from "../shared/application/audit.ts";
import { type CheckReadiness, createCheckReadiness } from "../shared/application/check-readiness.ts";
import { type CloseDuePeriods, createCloseDuePeriods } from "../shared/application/close-due-periods.ts";
import { createConversationKeys } from "../shared/application/conversation-keys.ts";
import { createDayHistory } from "../shared/application/day-history.ts";
import { createEraseConversation, type EraseConversation } from "../shared/application/erase-conversation.ts";
import {
  createExplainConversation,
  createLookUpConversation,
  type ExplainConversation,
  type LookUpConversation,
} from "../shared/application/explain-conversation.ts";
import { createGrants, type Grants } from "../shared/application/grants.ts";
import { createHeads } from "../shared/application/heads.ts";
import { createLedger } from "../shared/application/ledger/ledger.ts";
import type { Sending } from "../shared/application/notifications/sending.ts";
import type { Clock, Ports } from "../shared/application/ports.ts";
import { createReadBalance, type ReadBalance } from "../shared/application/read-balance.ts";
import { createReadForecast, type ReadForecast } from "../shared/application/read-forecast.ts";
import { createReadUsage, type ReadUsage } from "../shared/application/read-usage.ts";
import { createReceiveWebhook, type ReceiveWebhook } from "../shared/application/receive-webhook.ts";
import { createRecordInvocations, type RecordInvocations } from "../shared/application/record-invocations.ts";
import { createSecretBox } from "../shared/application/secret-box.ts";
import { createSources, type Sources } from "../shared/application/sources.ts";
import { createStatements, type Statements } from "../shared/application/statements.ts";
import { createTenants, type Tenants } from "../shared/application/tenants.ts";
import { createAuthorize } from "../shared/http/authorize.ts";
import type { Gate } from "../shared/http/handler.ts";
import { type Telling, tellingOf } from "./app-telling.ts";

/** The settings that the app itself needs. */
export type AppSettings = {
  readonly adminKey: string;
  readonly conversationIdKey: Uint8Array;
  readonly secretsKey: Uint8Array;
  readonly retentionMonths: number;
  readonly graceHours: number;
  readonly purchaseUrl: string;
  /** How long an invocation may wait in the ledger to be stored before it is answered 503. */
  readonly deadlineMs: number;
};

/** What the triggers have: the gate that every request passes, and the use cases. */
export type App = Gate &
  Telling & {
    readonly recordInvocations: RecordInvocations;
    readonly receiveWebhook: ReceiveWebhook;
    readonly readBalance: ReadBalance;
    readonly readForecast: ReadForecast;
    readonly readUsage: ReadUsage;
    readonly explainConversation: ExplainConversation;
    readonly eraseConversation: EraseConversation;
    readonly lookUpConversation: LookUpConversation;
    readonly tenants: Tenants;
    readonly apiKeys: ApiKeys;
    readonly grants: Grants;
    readonly sources: Sources;
    readonly statements: Statements;
    readonly closeDuePeriods: CloseDuePeriods;
    readonly checkReadiness: CheckReadiness;
  };

type AppPorts = Ports & {
  readonly adapters: Adapters;
  readonly sending: Sending;
  /** Hears of faults in what nobody waits for. */
  readonly onFault: (fault: unknown) => void;
  /** Tells the time to what cannot be undone: see `StorageClock`. The same clock by default. */
  readonly undisputedClock?: Clock;
};

/** The app over these ports: one a process, since its ledger must be the only one here. */
export const createApp = (ports: AppPorts, settings: AppSettings): App => {
  const { deadlineMs, adminKey } = settings;
  const heads = createHeads(ports.store);
  const conversationKeys = createConversationKeys(ports, settings.conversationIdKey);
  const secretBox = createSecretBox(settings.secretsKey);
  const shared = { ...ports, ...settings, heads, conversationKeys, secretBox };
  const apiKeys = createApiKeys(shared);
  const grants = createGrants(shared);
  const sources = createSources(shared);
  const tenants = createTenants(shared);
  const readBalance = createReadBalance({ ...shared, grants, dayHistory: createDayHistory(ports) });
  const telling = tellingOf({ ...shared, readBalance });
  const recordInvocations = createRecordInvocations({
    ...shared,
    ledger: createLedger({ ...shared, deadlineMs }),
    poolWatch: telling.poolWatch,
  });
  const explainConversation = createExplainConversation(shared);
  const clock = ports.undisputedClock ?? ports.clock;
  return {
    timers: ports.timers,
    authorize: createAuthorize(apiKeys, adminKey),
    recordInvocations,
    receiveWebhook: createReceiveWebhook({ ...ports, sources, recordInvocations }),
    readBalance,
    readForecast: createReadForecast({ ...shared, readBalance }),
    readUsage: createReadUsage(shared),
    explainConversation,
    eraseConversation: createEraseConversation({ ...ports, audit: createAudit(ports) }),
    lookUpConversation: createLookUpConversation({ ...shared, explainConversation }),
    tenants,
    apiKeys,
    grants,
    sources,
    statements: createStatements(shared),
    closeDuePeriods: createCloseDuePeriods({ ...shared, ...telling, clock, grants, tenants }),
    checkReadiness: createCheckReadiness(shared),
    ...telling,
  };
};

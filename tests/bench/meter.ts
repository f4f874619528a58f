import { randomBytes } from "node:crypto";
import { tellingOf } from "../../functions/app-telling.ts";
import { SYSTEM_RANDOMNESS, SYSTEM_TIMERS } from "../../functions/system-ports.ts";
import { type CloseDuePeriods, createCloseDuePeriods } from "../../shared/application/close-due-periods.ts";
import { createConversationKeys } from "../../shared/application/conversation-keys.ts";
import { createDayHistory } from "../../shared/application/day-history.ts";
import { createGrants } from "../../shared/application/grants.ts";
import { createHeads } from "../../shared/application/heads.ts";
import { createLedger, type Ledger } from "../../shared/application/ledger/ledger.ts";
import type { TableStore } from "../../shared/application/ports.ts";
import { createReadBalance, type PeriodBalance } from "../../shared/application/read-balance.ts";
import { createRecordInvocations } from "../../shared/application/record-invocations.ts";
import { createTenants } from "../../shared/application/tenants.ts";
import type { Grant } from "../../shared/domain/grant.ts";
import { type TenantId, tenantId } from "../../shared/domain/ids.ts";
import { type Instant, startOf } from "../../shared/domain/period.ts";
import type { Report } from "../../shared/domain/report.ts";
import { createSending } from "../../shared/notify/sending.ts";
import { tableStorage } from "../../shared/storage/table-storage.ts";
import { required } from "../simulation/required.ts";
import { oneOfEachName, PERIOD } from "./workload.ts";

/** What is measured: the code that ships, put together as in a function app, without HTTP. */
export type Meter = {
  readonly store: TableStore;
  readonly ledger: Ledger;
  /** A tenant that has just begun: its names are known, a conversation of each is counted. */
  readonly newTenant: () => Promise<TenantId>;
  readonly putGrant: (tenant: TenantId, grant: Grant) => Promise<unknown>;
  readonly balance: (tenant: TenantId) => Promise<PeriodBalance>;
  readonly closeDuePeriods: CloseDuePeriods;
  /** Records as the HTTP function does; with alerts, pools are watched, and evaluated when that asks for it. */
  readonly recorder: (alerts: "on" | "off") => (tenant: TenantId, report: Report) => Promise<void>;
};

/** As in functions/index.ts. */
const DEADLINE_MS = 4_000;
/** As without the setting. */
const RETENTION_MONTHS = 13;
const GRACE_HOURS = 72;

const NOBODY_WATCHES = { counted: () => false, late: () => false, unask: () => undefined };

/** The meter of one process over this storage; its clock says what `now` says. */
export const createMeter = (connectionString: string, now: () => Instant = () => startOf(PERIOD)): Meter => {
  const store = tableStorage({ connection: { connectionString }, onDate: () => undefined });
  const heads = createHeads(store);
  const clock = { now: async () => now() };
  const ports = { store, heads, clock, timers: SYSTEM_TIMERS, randomness: SYSTEM_RANDOMNESS };
  const ledger = createLedger({ ...ports, deadlineMs: DEADLINE_MS });
  const tenants = createTenants({ ...ports, retentionMonths: RETENTION_MONTHS });
  const grants = createGrants(ports);
  const retention = { retentionMonths: RETENTION_MONTHS, graceHours: GRACE_HOURS };
  const readBalance = createReadBalance({ ...ports, grants, dayHistory: createDayHistory(ports) });
  const telling = tellingOf({
    ...ports,
    readBalance,
    sending: createSending({ allowLoopback: false }),
    onFault: console.error,
    secretsKey: randomBytes(32),
    purchaseUrl: "https://buy.example",
  });
  const conversationKeys = createConversationKeys(ports, randomBytes(32));
  let made = 0;
  return {
    store,
    ledger,
    newTenant: async () => {
      const tenant = required(tenantId(`tenant-${++made}`));
      await tenants.put(tenant, { name: "Bench" });
      for (const invocation of oneOfEachName()) await ledger.record(tenant, invocation);
      return tenant;
    },
    putGrant: grants.put,
    balance: async (tenant) => required(await readBalance(tenant, PERIOD)),
    closeDuePeriods: createCloseDuePeriods({ ...ports, ...retention, ...telling, grants, tenants }),
    recorder: (alerts) => {
      const recordInvocations = createRecordInvocations({
        ...ports,
        ...retention,
        ledger,
        conversationKeys,
        poolWatch: alerts === "on" ? telling.poolWatch : NOBODY_WATCHES,
      });
      return async (tenant, report) => {
        const recorded = await recordInvocations(tenant, [{ reading: "invocation", report }]);
        for (const { period } of recorded?.checks ?? []) await telling.evaluateShortfall(tenant, period);
      };
    },
  };
};

/** Throws unless the tenant's sessions are those of `newTenant` and these: speed is worth nothing otherwise. */
export const checkCount = async ({ balance }: Meter, tenant: TenantId, sessions: number): Promise<void> => {
  const { used } = await balance(tenant);
  const expected = oneOfEachName().length + sessions;
  if (used !== expected) throw new Error(`${used} sessions were counted, not ${expected}.`);
};

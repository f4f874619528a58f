import type { ConversationKeys } from "../../shared/application/conversation-keys.ts";
import type { Grants } from "../../shared/application/grants.ts";
import type { PoolWatch } from "../../shared/application/pool-watch.ts";
import type { Ports, Randomness, Timers } from "../../shared/application/ports.ts";
import type { RecordInvocations } from "../../shared/application/record-invocations.ts";
import type { Tenants } from "../../shared/application/tenants.ts";
import { type ConversationKey, conversationKey } from "../../shared/domain/conversation.ts";
import type { TenantId } from "../../shared/domain/ids.ts";
import { instant, type Period } from "../../shared/domain/period.ts";
import type { Calendar } from "./calendar.ts";
import { createFaultyStore } from "./faulty-store.ts";
import { required } from "./required.ts";
import type { Stage } from "./stage.ts";

/** What a process does for those who ask it. */
export type UseCases = {
  readonly record: RecordInvocations;
  readonly grants: Grants;
  readonly tenants: Tenants;
  readonly close: (tenant: TenantId) => Promise<readonly Period[]>;
  readonly purge: (tenant: TenantId, isOver: () => boolean) => Promise<number>;
  readonly erase: (tenant: TenantId, key: ConversationKey) => Promise<boolean>;
};

/** One process with all use cases in it, from its start to its death. */
export type Instance = UseCases & {
  readonly name: string;
  /** The time of day by its clock, in epoch milliseconds. */
  readonly nowMs: () => number;
  readonly isAlive: () => boolean;
  /** Everything in its memory is gone at once; what it sent to the store is not. */
  readonly kill: () => void;
};

/** What all instances of a run are started with. */
export type Setup = { readonly deadlineMs: number; readonly calendar: Calendar };

// So small that rows and heads are forgotten in the middle of things; and quickly made, as many are.
const ROWS_MAX = [1, 3, 200];
const TENANTS_MAX = 2;

/** A fresh process: empty memory. `onOperation` is told of each store operation that it sends. */
export const startInstance = (
  stage: Stage,
  name: string,
  setup: Setup,
  onOperation: (instance: Instance) => void,
): Instance => {
  const { scheduler, trace } = stage;
  const { startsAtMs, skewMsMax } = setup.calendar;
  const skewMs = stage.random.below(2 * skewMsMax + 1) - skewMsMax;
  trace.note(() => `${name} starts, its clock ${skewMs} ms off`);
  const nowMs = (): number => startsAtMs + scheduler.now() + skewMs;
  let isAlive = true;
  const ifAlive = (task: () => void) => () => {
    if (isAlive) task();
  };
  const timers: Timers = {
    // Any origin will do, and by this one a bug can be planted that takes it for the time of day.
    monotonicMs: nowMs,
    after: (delayMs, task) => scheduler.after(delayMs, ifAlive(task)),
    soon: (task) => scheduler.post(ifAlive(task)),
  };
  const store = createFaultyStore(stage, {
    name,
    isAlive: () => isAlive,
    onOperation: () => onOperation(instance),
  });
  const clock = { now: async () => required(instant(nowMs())) };
  const instance: Instance = {
    ...useCasesOf(stage, { store, clock, timers, randomness: randomnessOf(stage, name) }, setup),
    name,
    nowMs,
    isAlive: () => isAlive,
    kill: () => {
      isAlive = false;
    },
  };
  return instance;
};

/** The use cases as the app puts them together, each over the same ports. */
const useCasesOf = ({ subject, random }: Stage, bare: Ports, { deadlineMs, calendar }: Setup): UseCases => {
  const { graceHours, retentionMonths } = calendar;
  const heads = subject.createHeads(bare.store, TENANTS_MAX);
  const ports = { ...bare, heads, graceHours, retentionMonths };
  const grants = subject.createGrants(ports);
  const ledger = subject.createLedger({ ...ports, deadlineMs, rowsMax: random.pick(ROWS_MAX) });
  const erase = subject.createEraseConversation({ ...ports, audit: subject.createAudit(ports) });
  return {
    record: subject.createRecordInvocations({ ...ports, ledger, conversationKeys: KEYS, poolWatch: NOBODY }),
    grants,
    tenants: subject.createTenants(ports),
    close: (tenant) => subject.closeTenant({ ...ports, grants }, tenant),
    purge: (tenant, isOver) => subject.purgeTenant(ports, tenant, isOver),
    erase: (tenant, key) => erase(tenant, key, { kind: "admin" }),
  };
};

/** What is asked of the queues after a session is no part of the count. */
const NOBODY: Pick<PoolWatch, "counted" | "late" | "unask"> = {
  counted: () => false,
  late: () => false,
  unask: () => undefined,
};

/** Here ids are the keys themselves. */
const KEYS: ConversationKeys = {
  keyOf: (_tenant, _channel, conversationId) => required(conversationKey(conversationId)),
  verify: async () => undefined,
};

const randomnessOf = ({ random }: Stage, name: string): Randomness => {
  let ids = 0;
  return {
    uniqueId: () => `${name}-${++ids}`,
    base62: (length) => String(random.below(10)).repeat(length),
    below: random.below,
  };
};

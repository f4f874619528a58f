import type { App } from "../../../functions/app.ts";
import type { Received } from "../../../functions/queue-handler.ts";
import type { Asks } from "../../../shared/application/asks.ts";
import type { Sending } from "../../../shared/application/notifications/sending.ts";
import type { Randomness, Timers } from "../../../shared/application/ports.ts";
import { instant } from "../../../shared/domain/period.ts";
import { createFaultyStore } from "../faulty-store.ts";
import type { Mortal } from "../fleet.ts";
import type { Random } from "../random.ts";
import { required } from "../required.ts";
import type { QueueName } from "./queue-names.ts";
import type { TellingStage } from "./subject.ts";
import type { TellingWorld } from "./world.ts";

/** One process of the app, from its start to its death. */
export type TellingInstance = Mortal & {
  readonly app: App;
  readonly handlers: Readonly<Record<QueueName, (received: Received) => Promise<Asks>>>;
  readonly sweep: () => Promise<Asks>;
  /** The hourly pass over all tenants. */
  readonly pass: () => Promise<void>;
};

/** What does not matter here: nothing is counted, and nobody proves to be anybody. */
export const SETTINGS = {
  adminKey: "",
  conversationIdKey: new Uint8Array(32),
  secretsKey: new Uint8Array(32),
  retentionMonths: 13,
  purchaseUrl: "https://buy.example",
  deadlineMs: 4_000,
};

const NO_LOG = () => undefined;

/** A fresh process: empty memory. `onOperation` is told of each store operation that it sends. */
export const startTellingInstance = (
  stage: TellingStage,
  { name, world, sending }: { name: string; world: TellingWorld; sending: (owner: Mortal) => Sending },
  onOperation: (instance: TellingInstance) => void,
): TellingInstance => {
  const { scheduler, random, subject, trace, failures } = stage;
  const skewMs = random.below(2 * world.skewMsMax + 1) - world.skewMsMax;
  trace.note(() => `${name} starts, its clock ${skewMs} ms off`);
  const nowMs = (): number => world.startsAtMs + scheduler.now() + skewMs;
  let isAlive = true;
  const ifAlive = (task: () => void) => () => {
    if (isAlive) task();
  };
  const mortal: Mortal = {
    ...{ name, nowMs, isAlive: () => isAlive },
    kill: () => {
      isAlive = false;
    },
  };
  const timers: Timers = {
    monotonicMs: nowMs,
    after: (delayMs, task) => scheduler.after(delayMs, ifAlive(task)),
    soon: (task) => scheduler.post(ifAlive(task)),
  };
  const store = createFaultyStore(stage, { ...mortal, onOperation: () => onOperation(instance) });
  const clock = { now: async () => required(instant(nowMs())) };
  const randomness = randomnessOf(random, name);
  const ports = { store, clock, timers, randomness, sending: sending(mortal), adapters: new Map() };
  const { graceHours } = world;
  const app = subject.createApp({ ...ports, onFault: failures.report }, { ...SETTINGS, graceHours });
  const sweep = subject.sweep(app);
  const instance: TellingInstance = {
    ...mortal,
    app,
    handlers: {
      "shortfall-checks": subject.evaluateShortfall(app),
      notifications: subject.deliverNotification(app),
    },
    sweep: () => sweep(NO_LOG),
    pass: () => passOver(app),
  };
  return instance;
};

/** Closes and evaluates; throws what failed, once all tenants were visited. */
const passOver = async (app: App): Promise<void> => {
  const faults: unknown[] = [];
  const onFailed = (_: unknown, fault: unknown): void => void faults.push(fault);
  await app.closeDuePeriods({ onClosed: () => undefined, onFailed });
  if (faults.length > 0) throw new AggregateError(faults, "Some of the pass failed.");
};

/** What an instance draws, of the run's own randomness. */
export const randomnessOf = (random: Random, name: string): Randomness => {
  let ids = 0;
  return {
    uniqueId: () => `${name}-${++ids}`,
    base62: (length) => String(random.below(10)).repeat(length),
    below: (end) => random.below(Math.max(1, Math.floor(end))),
  };
};

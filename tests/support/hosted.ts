import { deliverNotification } from "../../functions/deliver-notification.ts";
import { evaluateShortfall } from "../../functions/evaluate-shortfall.ts";
import { handlersOf } from "../../functions/handlers.ts";
import { sweep } from "../../functions/sweep.ts";
import type { Asks } from "../../shared/application/asks.ts";
import { toDeliveryMessage } from "../../shared/application/notifications/delivery-message.ts";
import { instant, toIso } from "../../shared/domain/period.ts";
import { type Call, type Called, serve } from "./call.ts";
import type { MemoryApp } from "./memory-app.ts";
import { given, tenant } from "./values.ts";

const MINUTE_MS = 60_000;

/** A process with its host, which puts on queues what it leaves to them, and hands it what is there. */
export type Hosted = MemoryApp & {
  /** The texts of messages that wait, of both queues. */
  readonly checks: string[];
  readonly notifications: string[];
  /** What the queue triggers and the sweep logged. */
  readonly logged: readonly string[];
  /** Handles all messages, and those that come of them. */
  readonly handleAll: () => Promise<void>;
  /** One run of the sweep timer; its messages are not handled yet. */
  readonly sweepOnce: () => Promise<void>;
  /** Lets time pass up to that moment, with a sweep at each full minute, whose messages are handled at once. */
  readonly until: (iso: string) => Promise<void>;
  /** What the hourly pass does for tenant `acme`, without the closing of months. */
  readonly hourly: () => Promise<void>;
};

type Options = {
  /** Whether messages are really sent, so that only real time brings their answers. */
  readonly isReal?: boolean;
  /** What is being sent: time does not pass meanwhile. */
  readonly underWay?: ReadonlySet<Promise<unknown>>;
  /** Queues that are there already; new ones by default. */
  readonly queues?: Pick<Hosted, "checks" | "notifications">;
};

/** The process, with its host. */
export const hosted = (
  memory: MemoryApp,
  { isReal = false, underWay = new Set(), queues }: Options = {},
): Hosted => {
  const { app, clock, timers } = memory;
  const { checks, notifications } = queues ?? { checks: [], notifications: [] };
  const logged: string[] = [];
  const log = (line: string): void => {
    logged.push(line);
  };
  const ask = ({ checks: more = [], due = [] }: Asks): void => {
    checks.push(...more.map((check) => JSON.stringify(check)));
    notifications.push(...due.map(toDeliveryMessage));
  };
  const wait = <Value>(work: Promise<Value>): Promise<Value> => (isReal ? work : timers.settle(work));
  const handlers = handlersOf(app).map((handler) => ({
    ...handler,
    serve: async (...of: Parameters<typeof handler.serve>) => {
      const answer = await handler.serve(...of);
      ask(answer.asks ?? {});
      return answer;
    },
  }));
  const [evaluate, deliver, sweeping] = [evaluateShortfall(app), deliverNotification(app), sweep(app)];
  const handle = async (queue: string[], trigger: typeof evaluate): Promise<void> => {
    // A message stays on its queue until it is handled.
    for (let text = queue[0]; text !== undefined; text = queue[0]) {
      ask(await wait(trigger({ message: JSON.parse(text), dequeueCount: 1, log })));
      queue.shift();
    }
  };
  const handleAll = async (): Promise<void> => {
    while (checks.length + notifications.length > 0) {
      await handle(checks, evaluate);
      await handle(notifications, deliver);
    }
  };
  const sweepOnce = async (): Promise<void> => ask(await wait(sweeping(log)));
  // What a process does once its answers are out: nobody waits for it.
  const afterwards = (): Promise<void> =>
    timers.settle(new Promise((resolve) => timers.soon(() => resolve())));
  const sent = async (): Promise<void> => {
    await afterwards();
    for (; underWay.size > 0; await afterwards()) await Promise.all(underWay);
  };
  const until = async (iso: string): Promise<void> => {
    const end = Date.parse(iso);
    for (let now = Number(await clock.now()); now < end; ) {
      const next = Math.min(end, (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS);
      clock.set(toIso(given(instant(next))));
      await timers.pass(next - now);
      await sent();
      now = next;
      if (now % MINUTE_MS === 0) await sweepOnce();
      await handleAll();
    }
  };
  const call = async (made: Call): Promise<Called> => {
    const called = await timers.settle(serve(handlers, made, (fault) => log(String(fault))));
    await afterwards();
    return called;
  };
  const hourly = (): Promise<void> => wait(app.evaluateTenant(tenant("acme")));
  return { ...memory, call, checks, notifications, logged, handleAll, sweepOnce, until, hourly };
};

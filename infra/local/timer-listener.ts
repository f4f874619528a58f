import { randomUUID } from "node:crypto";
import type { AppFunction } from "./core-types.ts";
import { faultLine } from "./fault-line.ts";
import { invoke } from "./invoke.ts";
import { type Host, type Listener, type ListenerFactory, triggerOf } from "./listener.ts";
import { retryPolicyOf, withRetries } from "./retry-policy.ts";
import { createTimer, type Timer, type TimerOptions } from "./timer.ts";
import { machineClock } from "./timer-clock.ts";
import { whileLeased } from "./timer-lease.ts";
import { timerStorage } from "./timer-storage.ts";
import { readTimerTrigger } from "./timer-trigger.ts";
import { createWork } from "./work.ts";

/**
 * Runs the app's timer functions at their times, in UTC. Of several hosts on one storage one runs all of them, the
 * others wait for its lease; a run asked for by hand is made by the host that was asked, lease or not.
 * A schedule that names a missing setting disables its function, as in Azure; one that is none stops the start.
 */
export const timerListener: ListenerFactory = (host, functions): Listener => {
  const { env, log } = host;
  const connectionString = env["AzureWebJobsStorage"];
  if (!connectionString) throw new Error("AzureWebJobsStorage is missing: timers keep their status there.");
  const { statuses, lease } = timerStorage(connectionString);
  const clock = machineClock(env);
  const timers = new Map(functions.flatMap((fn) => timerOf(host, fn, { clock, statuses, log })));
  const stopping = new AbortController();
  const work = createWork();
  const keepAll = async (term: AbortSignal): Promise<void> => {
    await Promise.all([...timers.values()].map((timer) => timer.keep(term)));
  };
  return {
    start: async () => {
      if (timers.size > 0) work.begin(whileLeased({ store: lease, clock, log }, keepAll, stopping.signal));
    },
    stop: async () => {
      stopping.abort();
      await work.allEnded();
    },
    runNow: (name) => {
      const timer = timers.get(name);
      if (timer) work.begin(timer.runNow(stopping.signal));
      return timer !== undefined;
    },
  };
};

/** None for a function that is disabled; throws on one that cannot be read. */
const timerOf = (
  host: Host,
  fn: AppFunction,
  shared: Pick<TimerOptions, "clock" | "statuses" | "log">,
): readonly [string, Timer][] => {
  const { bindingName, binding } = triggerOf(fn);
  const trigger = triggerFor(fn.name, () => readTimerTrigger(binding, host.env, shared.clock.now()));
  if (trigger.state === "unresolved") {
    const fault = `'%${trigger.setting}%' does not resolve to a value`;
    host.log.system("warning", `Function '${fn.name}' is disabled: ${fault}.`);
    return [];
  }
  const policy = retryPolicyOf(fn);
  const run: TimerOptions["run"] = (info, reason, signal) =>
    withRetries(policy, shared.clock, signal, (retryContext) =>
      invoke(host, fn, {
        invocationId: randomUUID(),
        reason,
        inputData: [{ name: bindingName, data: { json: JSON.stringify(info) } }],
        triggerMetadata: {},
        ...(retryContext && { retryContext }),
      }),
    );
  const { schedule, isMonitored } = trigger;
  return [[fn.name, createTimer({ ...shared, name: fn.name, schedule, isMonitored, run })]];
};

const triggerFor = <Value>(name: string, read: () => Value): Value => {
  try {
    return read();
  } catch (cause) {
    throw new Error(`Function "${name}" has no schedule: ${faultLine(cause)}.`, { cause });
  }
};

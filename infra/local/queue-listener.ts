import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import type { AppFunction } from "./core-types.ts";
import { invoke } from "./invoke.ts";
import { type Host, type Listener, type ListenerFactory, triggerOf } from "./listener.ts";
import type { QueueMessage } from "./queue.ts";
import { type Delivery, deliver } from "./queue-delivery.ts";
import { metadataOf } from "./queue-metadata.ts";
import { pollQueue } from "./queue-poller.ts";
import { machineClock } from "./timer-clock.ts";
import { createWork } from "./work.ts";

/** What the listener does for one function. */
type QueueFunction = {
  readonly poll: (signal: AbortSignal) => Promise<void>;
  readonly run: Delivery["run"];
};

/**
 * Runs the app's queue functions, each with the messages of its queue. A queue that cannot be read stops the start,
 * one that is not there yet does not. A function's `retry` is not heeded: the queue itself delivers again.
 */
export const queueListener: ListenerFactory = (host, functions): Listener => {
  const all = new Map(functions.map((fn) => [fn.name, queueFunctionOf(host, fn)]));
  const stopping = new AbortController();
  const work = createWork();
  return {
    start: async () => {
      for (const { poll } of all.values()) work.begin(poll(stopping.signal));
    },
    stop: async () => {
      stopping.abort();
      await work.allEnded();
    },
    runNow: (name, input) => {
      const found = all.get(name);
      // Its failure is logged, and not repeated: this message is in no queue.
      if (found) work.begin(found.run(input, messageByHand()).catch(() => {}));
      return found !== undefined;
    },
  };
};

const queueFunctionOf = (host: Host, fn: AppFunction): QueueFunction => {
  const { env, log, queues, hostJson } = host;
  const { bindingName, binding } = triggerOf(fn);
  const queue = queues.boundBy(fn, binding);
  const options = hostJson.extensions.queues;
  const { batchSize, newBatchThreshold = Math.floor(batchSize / 2) * availableParallelism() } = options;
  const run: Delivery["run"] = (text, message) =>
    invoke(host, fn, {
      invocationId: randomUUID(),
      reason: `New queue message detected on '${queue.name}'.`,
      inputData: [{ name: bindingName, data: { string: text } }],
      triggerMetadata: metadataOf(text, message),
    });
  const hold = { queue, hiddenMs: hiddenMsOf(env), clock: machineClock(env), log };
  const delivery = { ...hold, poison: queues.poisonOf(queue), options, run };
  const poller = { ...hold, batchSize, newBatchThreshold, maxPollingMs: maxPollingMsOf(host) };
  return {
    run,
    poll: (signal) => pollQueue({ ...poller, deliver: (message) => deliver(delivery, message) }, signal),
  };
};

const maxPollingMsOf = ({ env, hostJson }: Host): number =>
  hostJson.extensions.queues.maxPollingInterval ??
  (env["AZURE_FUNCTIONS_ENVIRONMENT"] === "Development" ? 2_000 : 60_000);

/** Azure's 10 minutes; the setting QUEUE_HIDDEN_SECONDS is for tests that kill a host and want its messages back. */
const hiddenMsOf = (env: NodeJS.ProcessEnv): number => {
  const seconds = env["QUEUE_HIDDEN_SECONDS"] || "600";
  if (/^[1-9]\d{0,5}$/.test(seconds) && Number(seconds) <= 604_800) return Number(seconds) * 1000;
  throw new Error("QUEUE_HIDDEN_SECONDS must be a whole number from 1 to 604800.");
};

const messageByHand = (): QueueMessage => {
  const now = new Date();
  const never = new Date("9999-12-31T23:59:59Z");
  const times = { insertedAt: now, expiresAt: never, nextVisibleAt: never };
  return { id: randomUUID(), popReceipt: "", text: "", dequeueCount: 0, ...times };
};

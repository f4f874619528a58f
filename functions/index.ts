import {
  app as functions,
  type HttpRequest,
  type HttpResponseInit,
  type InvocationContext,
  output,
} from "@azure/functions";
import type { Asks } from "../shared/application/asks.ts";
import { storageClock } from "../shared/application/clock.ts";
import { toDeliveryMessage } from "../shared/application/notifications/delivery-message.ts";
import type { TableStore } from "../shared/application/ports.ts";
import { createAdapters } from "../shared/channels/adapters.ts";
import { BadSettings, readConfig } from "../shared/config.ts";
import { encodeAnswer } from "../shared/http/answer.ts";
import type { Handler } from "../shared/http/handler.ts";
import { createSending } from "../shared/notify/sending.ts";
import { tableStorage } from "../shared/storage/table-storage.ts";
import { logFault } from "../shared/telemetry.ts";
import { createApp } from "./app.ts";
import { closePeriod } from "./close-period.ts";
import { deliverNotification } from "./deliver-notification.ts";
import { evaluateShortfall } from "./evaluate-shortfall.ts";
import { handlersOf } from "./handlers.ts";
import { sweep } from "./sweep.ts";
import { SYSTEM_FETCH_JSON, SYSTEM_RANDOMNESS, SYSTEM_TIMERS } from "./system-ports.ts";

// A sender has its "503, try again" within 5 s of its call, whatever the storage does.
const DEADLINE_MS = 4_000;

const config = readConfig(process.env);
const openStore = (): TableStore => {
  try {
    return tableStorage({ connection: config.storage, onDate: (epochMs) => clock.observe(epochMs) });
  } catch (cause) {
    throw new BadSettings("Bad settings: AzureWebJobsStorage cannot be used.", { cause });
  }
};
const store = openStore();
// There is no such row: any answer carries a Date.
const clock = storageClock(SYSTEM_TIMERS.monotonicMs, Date.now, config.clockOffsetMs, () =>
  store.get("Tenants", "installation", "clock"),
);
const app = createApp(
  {
    store,
    clock,
    undisputedClock: clock.undisputed,
    timers: SYSTEM_TIMERS,
    randomness: SYSTEM_RANDOMNESS,
    adapters: createAdapters({ fetchJson: SYSTEM_FETCH_JSON, timers: SYSTEM_TIMERS }),
    sending: createSending(config),
    // biome-ignore lint/suspicious/noConsole: no invocation is there to log to; the host takes what is printed.
    onFault: logFault({ error: console.error }, "background"),
  },
  { ...config, deadlineMs: DEADLINE_MS },
);

const checks = output.storageQueue({ queueName: "shortfall-checks", connection: "AzureWebJobsStorage" });
const notifications = output.storageQueue({ queueName: "notifications", connection: "AzureWebJobsStorage" });
const ask = (context: InvocationContext, asks: Asks = {}): void => {
  const traceparent = context.traceContext?.traceParent;
  if (asks.checks?.length)
    context.extraOutputs.set(
      checks,
      asks.checks.map((check) => JSON.stringify({ ...check, traceparent })),
    );
  if (asks.due?.length) context.extraOutputs.set(notifications, asks.due.map(toDeliveryMessage));
};

const served =
  (handler: Handler) =>
  async (request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> => {
    const answer = await handler.serve(request, logFault(context, handler.name));
    ask(context, answer.asks);
    return encodeAnswer(answer);
  };

// Streaming, or a chunked body would arrive empty.
functions.setup({ enableHttpStream: true });
for (const handler of handlersOf(app))
  functions.http(handler.name, {
    methods: [handler.method],
    route: handler.path,
    authLevel: "anonymous",
    extraOutputs: [checks, notifications],
    handler: served(handler),
  });

/**
 * Runs what no sender waits for, and leaves to the queues what it asks for. A fault is logged and thrown on, so that the
 * host repeats it.
 */
const running = async (
  name: string,
  context: InvocationContext,
  work: () => Promise<Asks | undefined>,
): Promise<void> => {
  try {
    ask(context, await work());
  } catch (fault) {
    logFault(context, name)(fault);
    throw fault;
  }
};

const close = closePeriod(app);
functions.timer("closePeriod", {
  schedule: "%CLOSE_SCHEDULE%",
  // A run that fails advances the schedule all the same, so it is tried again here, and then by the next one.
  retry: { strategy: "fixedDelay", delayInterval: { seconds: 60 }, maxRetryCount: 2 },
  handler: (_, context) => running("closePeriod", context, () => close(context)),
});

const sweepOnce = sweep(app);
functions.timer("sweep", {
  // Without a retry: the next sweep is a minute away, and does the same.
  schedule: "%SWEEP_SCHEDULE%",
  extraOutputs: [notifications],
  handler: (_, context) => running("sweep", context, () => sweepOnce((line) => context.log(line))),
});

const QUEUES = [
  { name: "evaluateShortfall", queueName: "shortfall-checks", handle: evaluateShortfall(app) },
  { name: "deliverNotification", queueName: "notifications", handle: deliverNotification(app) },
];
for (const { name, queueName, handle } of QUEUES)
  functions.storageQueue(name, {
    queueName,
    connection: "AzureWebJobsStorage",
    extraOutputs: [checks, notifications],
    handler: (message, context) =>
      running(name, context, () =>
        handle({
          message,
          dequeueCount: Number(context.triggerMetadata?.["dequeueCount"] ?? 1),
          log: (line) => context.log(line),
        }),
      ),
  });

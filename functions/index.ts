import {
  app as functions,
  type HttpRequest,
  type HttpResponseInit,
  type InvocationContext,
} from "@azure/functions";
import { storageClock } from "../shared/application/clock.ts";
import type { TableStore } from "../shared/application/ports.ts";
import { ADAPTERS } from "../shared/channels/adapters.ts";
import { BadSettings, readConfig } from "../shared/config.ts";
import { encodeAnswer } from "../shared/http/answer.ts";
import type { Handler } from "../shared/http/handler.ts";
import { tableStorage } from "../shared/storage/table-storage.ts";
import { logFault } from "../shared/telemetry.ts";
import { createApp } from "./app.ts";
import { closePeriod } from "./close-period.ts";
import { handlersOf } from "./handlers.ts";
import { SYSTEM_RANDOMNESS, SYSTEM_TIMERS } from "./system-ports.ts";

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
    adapters: ADAPTERS,
  },
  { ...config, deadlineMs: DEADLINE_MS },
);

const served =
  (handler: Handler) =>
  async (request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> =>
    encodeAnswer(await handler.serve(request, logFault(context, handler.name)));

// Streaming, or a chunked body would arrive empty.
functions.setup({ enableHttpStream: true });
for (const handler of handlersOf(app))
  functions.http(handler.name, {
    methods: [handler.method],
    route: handler.path,
    authLevel: "anonymous",
    handler: served(handler),
  });

const close = closePeriod(app);
functions.timer("closePeriod", {
  schedule: "%CLOSE_SCHEDULE%",
  // A run that fails advances the schedule all the same, so it is tried again here, and then by the next one.
  retry: { strategy: "fixedDelay", delayInterval: { seconds: 60 }, maxRetryCount: 2 },
  handler: async (_, context) => {
    try {
      await close(context);
    } catch (fault) {
      logFault(context, "closePeriod")(fault);
      throw fault;
    }
  },
});

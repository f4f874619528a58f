import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type App, loadApp } from "./app-loader.ts";
import { createCore, interceptRequire } from "./core-module.ts";
import { faultLine } from "./fault-line.ts";
import { type HostJson, readHostJson } from "./host-json.ts";
import { createHttpFront, type HttpFront } from "./http.ts";
import { type Host, type Listener, triggerOf } from "./listener.ts";
import { listenersFor } from "./listeners.ts";
import { createLog, type Log } from "./log.ts";
import { createOutputs } from "./outputs.ts";
import { portOf } from "./port.ts";
import { createQueues } from "./queues.ts";

/** Invocations get this long to end after SIGTERM; with the hooks after them the process is gone within 5 s. */
const drainMs = 4_000;
const exitMs = 4_900;

const main = async (args: readonly string[]): Promise<void> => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string", default: "7071" },
      app: { type: "string", default: "." },
      verbose: { type: "boolean", default: false },
    },
  });
  const directory = resolve(values.app);
  const hostJson = readHostJson(directory, process.env);
  const log = createLog(hostJson.logging.logLevel, values.verbose);
  const core = createCore((level, _category, message) => log.system(level, message));
  interceptRequire(core.api);
  console.log("Botmeter stand-in for the Azure Functions host: for development and tests, not the real one.");

  const app = await loadApp(directory, core, process.env);
  const host = hostOf(app, hostJson, log);
  const others = listenersFor(host);
  const front = createHttpFront(host, portOf(values.port), others);
  const listeners: readonly Listener[] = [front, ...others];
  for (const listener of listeners) await listener.start();
  stopOnSignal(app, listeners);
  printFunctions(host, front);
  console.log(`Listening on ${front.url()}`);
};

const hostOf = (app: App, hostJson: HostJson, log: Log): Host => {
  const queues = createQueues(process.env);
  const options = hostJson.extensions.queues;
  const bindOutputs = createOutputs({ functions: app.functions, queues, options, log });
  return { app, hostJson, env: process.env, log, queues, bindOutputs };
};

const printFunctions = ({ app }: Host, front: HttpFront): void => {
  console.log("\nFunctions:\n");
  for (const { template, methods, target } of front.routes) {
    console.log(`  ${target.fn.name}: [${methods.join(",")}] ${front.url()}/${template}`);
  }
  for (const fn of app.functions) {
    const { type } = triggerOf(fn).binding;
    if (type !== "httpTrigger") console.log(`  ${fn.name}: ${type}`);
  }
  console.log("");
};

const stopOnSignal = (app: App, listeners: readonly Listener[]): void => {
  const stop = async (): Promise<never> => {
    setTimeout(() => process.exit(0), exitMs);
    await Promise.race([Promise.all(listeners.map((listener) => listener.stop())), delay(drainMs)]);
    await app.terminate().catch((error: unknown) => console.error(faultLine(error)));
    process.exit(0);
  };
  process.once("SIGTERM", stop).once("SIGINT", stop);
};

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(faultLine(error));
  // Not exitCode: an app that failed half-way may hold timers and sockets open.
  process.exit(1);
}

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "../build.ts";
import { startAzurite } from "./azurite.ts";
import { type Child, startChild } from "./child.ts";
import { lockFolder } from "./folder-lock.ts";
import { type HostProcess, startHost } from "./host-process.ts";
import { dataFolder, localSettings } from "./local-settings.ts";
import { portOf } from "./port.ts";

const root = resolve(import.meta.dirname, "../..");
const coreTools = join(
  root,
  "node_modules/azure-functions-core-tools/bin",
  process.platform === "win32" ? "func.exe" : "func",
);

/** What `npm start` is to do. */
export type StackOptions = {
  readonly port: number;
  readonly isCoreTools: boolean;
  /** Takes the bundle as it is; tests that run side by side share one. */
  readonly isBuilt: boolean;
};

/** Runs the local stack until `signal` aborts; throws when a part of it fails. Nothing of it runs on either way. */
export const runStack = async (options: StackOptions, signal: AbortSignal): Promise<void> => {
  const folder = dataFolder(process.env);
  const settings = localSettings(process.env);
  const unlock = lockFolder(folder);
  const running: Child[] = [];
  try {
    if (!options.isBuilt) await build({ root });
    const azurite = await startAzurite({ folder: join(folder, "azurite"), signal });
    running.push(azurite);
    const env = { ...process.env, ...settings, AzureWebJobsStorage: azurite.connectionString };
    const host = await (options.isCoreTools ? startCoreTools : startStandIn)(options.port, env, signal);
    running.push(host);
    console.log(welcome(host.url));
    await Promise.race([aborted(signal), ...running.map(({ exited }) => exited.then(fail))]);
  } finally {
    // The host first: what it has in hand still goes to the storage.
    for (const child of running.reverse()) await child.stop();
    unlock();
  }
};

type Start = (port: number, env: NodeJS.ProcessEnv, signal: AbortSignal) => Promise<HostProcess>;

const startStandIn: Start = async (port, env, signal) => {
  // Held back until it is up: of a host that fails to start only the reason is worth reading.
  const early: string[] = [];
  let print = (line: string): unknown => early.push(line);
  const host = await startHost({ app: root, port, env, signal, onLine: (line) => print(line) });
  print = console.log;
  console.log(early.join("\n"));
  return host;
};

const startCoreTools: Start = async (port, env, signal) => {
  const child = await startChild({
    name: "Azure Functions Core Tools",
    command: coreTools,
    args: ["start", "--port", String(port), "--script-root", root],
    env,
    isReady: (line) => line.startsWith("For detailed output, run func"),
    onLine: console.log,
    signal,
  });
  return { ...child, url: `http://127.0.0.1:${port}` };
};

const welcome = (url: string): string => `
Botmeter is up: ${url}/api
The admin key is kept with the data; npm run -s local-key prints it. To try it out, paste into another terminal:

  KEY=$(npm run -s local-key)
  curl -X PUT ${url}/api/v1/tenants/acme -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{"name":"Acme"}'
  curl -X POST ${url}/api/v1/tenants/acme/invocations -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{"conversationId":"c-1","botId":"bot-1","channel":"lcw"}'
  curl ${url}/api/v1/tenants/acme/balance -H "Authorization: Bearer $KEY"

Ctrl-C stops it; the data are kept.
`;

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });

const fail = (message: string): never => {
  throw new Error(message);
};

/** Reads the command line; throws on what it does not know, and on Core Tools that are not there. */
export const stackOptionsOf = (args: readonly string[]): StackOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string", default: "7071" },
      host: { type: "string", default: "stand-in" },
      "no-build": { type: "boolean", default: false },
    },
  });
  const { host } = values;
  if (host !== "stand-in" && host !== "func") fail(`--host must be stand-in or func, not "${host}".`);
  if (host === "func" && !existsSync(coreTools)) {
    fail("Azure Functions Core Tools are not installed: run npx func once where there is a network.");
  }
  return { port: portOf(values.port), isCoreTools: host === "func", isBuilt: values["no-build"] };
};

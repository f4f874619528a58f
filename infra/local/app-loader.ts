import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as z from "zod";
import type { AppFunction, Core } from "./core-types.ts";
import { onLoopback } from "./loopback.ts";

/** A loaded app: what it registered, and where the library waits for the HTTP requests it is told of. */
export type App = {
  readonly core: Core;
  readonly functions: readonly AppFunction[];
  readonly httpUri: string;
  /** Shared by every hook of this app, as in Azure. */
  readonly appHookData: Record<string, unknown>;
  /** Runs the app's appTerminate hooks. */
  readonly terminate: () => Promise<void>;
};

/**
 * Loads the app in `directory` in the worker's order: entry points, appStart hooks, capabilities, lock.
 * Whatever throws on the way ends the start: an app that starts and serves nothing is the worst failure.
 * Functions with the setting `AzureWebJobs.<name>.Disabled` are left out.
 */
export const loadApp = async (directory: string, core: Core, env: NodeJS.ProcessEnv): Promise<App> => {
  await loadEntryPoints(directory);
  const appHookData: Record<string, unknown> = {};
  const hookContext = { hookData: {}, appHookData, functionAppDirectory: directory };
  await core.runHooks("appStart", hookContext);
  const model = core.model();
  const capabilities = await onLoopback(async () => model.getCapabilities?.({}));
  core.lock();
  const httpUri = capabilities?.["HttpUri"];
  if (httpUri === undefined) {
    throw new Error(
      "The app must call app.setup({ enableHttpStream: true }): this host serves no other mode.",
    );
  }
  return {
    core,
    functions: [...core.functions.values()].filter(({ name }) => !isDisabled(name, env)),
    httpUri,
    appHookData,
    terminate: () => core.runHooks("appTerminate", hookContext),
  };
};

const packageJson = z.object({ main: z.string(), type: z.string().optional() });

const loadEntryPoints = async (directory: string): Promise<void> => {
  const file = join(directory, "package.json");
  const parsed = packageJson.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success) throw new Error(`"main" of ${file} must name the app's entry points.`);
  const { main, type } = parsed.data;
  const entries = globSync(main, { cwd: directory });
  if (entries.length === 0) throw new Error(`"main" of ${file} matches no file: ${main}. Is the app built?`);
  const require = createRequire(file);
  for (const entry of entries) {
    const path = join(directory, entry);
    const isModule = entry.endsWith(".mjs") || (type === "module" && !entry.endsWith(".cjs"));
    if (isModule) await import(pathToFileURL(path).href);
    else require(path);
  }
};

const isDisabled = (name: string, env: NodeJS.ProcessEnv): boolean =>
  ["1", "true"].includes(env[`AzureWebJobs.${name}.Disabled`]?.toLowerCase() ?? "");

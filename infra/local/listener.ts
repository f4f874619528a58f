import type { App } from "./app-loader.ts";
import type { AppFunction } from "./core-types.ts";
import type { HostJson } from "./host-json.ts";
import type { Log } from "./log.ts";
import type { BindOutputs } from "./outputs.ts";
import type { Queues } from "./queues.ts";

/** What every listener works with; `env` holds the app's settings. */
export type Host = {
  readonly app: App;
  readonly hostJson: HostJson;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly queues: Queues;
  readonly bindOutputs: BindOutputs;
};

/**
 * Watches for the events of one trigger type and invokes functions. `start` resolves once it watches.
 * `stop` takes nothing new from then on and resolves when the invocations it began have ended.
 */
export type Listener = {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Begins a run of a function at once and does not wait for it; false where the function is none of its own. */
  readonly runNow?: (functionName: string, input: string) => boolean;
};

/** Makes the listener for all functions of one trigger type. */
export type ListenerFactory = (host: Host, functions: readonly AppFunction[]) => Listener;

/** The type and settings of the binding that starts the function. */
export const triggerOf = (fn: AppFunction) => {
  const trigger = Object.entries(fn.bindings).find(([, binding]) => /trigger$/i.test(binding.type));
  if (!trigger) throw new Error(`Function "${fn.name}" has no trigger.`);
  return { bindingName: trigger[0], binding: trigger[1] };
};

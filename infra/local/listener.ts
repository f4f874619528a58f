import type { App } from "./app-loader.ts";
import type { AppFunction } from "./core-types.ts";
import type { HostJson } from "./host-json.ts";
import type { Log } from "./log.ts";

/** What every listener works with. */
export type Host = { readonly app: App; readonly hostJson: HostJson; readonly log: Log };

/**
 * Watches for the events of one trigger type and invokes functions. `start` resolves once it watches.
 * `stop` takes nothing new from then on and resolves when the invocations it began have ended.
 */
export type Listener = { readonly start: () => Promise<void>; readonly stop: () => Promise<void> };

/** Makes the listener for all functions of one trigger type. */
export type ListenerFactory = (host: Host, functions: readonly AppFunction[]) => Listener;

/** Trigger type -> listener. HTTP is not among them: its front also answers /admin and is always there. */
const factories: Readonly<Record<string, ListenerFactory>> = {};

/** The type and settings of the binding that starts the function. */
export const triggerOf = (fn: AppFunction) => {
  const trigger = Object.entries(fn.bindings).find(([, binding]) => /trigger$/i.test(binding.type));
  if (!trigger) throw new Error(`Function "${fn.name}" has no trigger.`);
  return { bindingName: trigger[0], binding: trigger[1] };
};

/** Listeners for the functions that HTTP does not start; says so when there is none for a trigger type. */
export const listenersFor = (host: Host): readonly Listener[] => {
  const byType = Map.groupBy(host.app.functions, (fn) => triggerOf(fn).binding.type);
  byType.delete("httpTrigger");
  return [...byType].flatMap(([type, functions]) => {
    const factory = factories[type];
    if (factory) return [factory(host, functions)];
    host.log.system(
      "warning",
      `Not served by this host: ${type} (${functions.map(({ name }) => name).join(", ")})`,
    );
    return [];
  });
};

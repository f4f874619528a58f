import { type Host, type Listener, type ListenerFactory, triggerOf } from "./listener.ts";
import { queueListener } from "./queue-listener.ts";
import { timerListener } from "./timer-listener.ts";

/** Trigger type -> listener. HTTP is not among them: its front also answers /admin and is always there. */
const factories: Readonly<Record<string, ListenerFactory>> = {
  timerTrigger: timerListener,
  queueTrigger: queueListener,
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

import type { EvaluateShortfall } from "./evaluate-shortfall.ts";
import type { Deliver } from "./notifications/deliver.ts";
import type { WatchPorts } from "./pool-watch.ts";

/**
 * Evaluates a pool and makes the attempts that are due, where there is no invocation whose output could leave them to
 * a queue. What this process does not live to send is found by the sweep.
 */
export const createEvaluateAtOnce =
  (ports: {
    readonly evaluateShortfall: EvaluateShortfall;
    readonly deliver: Deliver;
    readonly onFault: (fault: unknown) => void;
  }): WatchPorts["evaluate"] =>
  async (tenant, period) => {
    const evaluate = async (): Promise<void> => {
      let isDisabled = false;
      for (const pointer of (await ports.evaluateShortfall(tenant, period)) ?? [])
        isDisabled = "disabled" in (await ports.deliver(pointer)) || isDisabled;
      // An endpoint that was disabled by its attempt is told of to the others.
      if (isDisabled) await evaluate();
    };
    await evaluate().catch(ports.onFault);
  };

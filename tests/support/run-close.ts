import type { App } from "../../functions/app.ts";
import type { CloseListener, CloseRun } from "../../shared/application/close-due-periods.ts";

/** One run over all tenants, as the timer makes it; throws where a tenant failed. */
export const runClose = async (
  { closeDuePeriods }: Pick<App, "closeDuePeriods">,
  onClosed: CloseListener["onClosed"] = () => undefined,
): Promise<CloseRun> => {
  const faults: unknown[] = [];
  const run = await closeDuePeriods({ onClosed, onFailed: (_, fault) => faults.push(fault) });
  if (faults.length > 0) throw new AggregateError(faults, `${run.failed} tenants failed.`);
  return run;
};

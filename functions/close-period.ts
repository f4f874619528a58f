import { logFault } from "../shared/telemetry.ts";
import type { App } from "./app.ts";

/** What the run tells, as JSON lines. */
type Log = { readonly log: (line: string) => void; readonly error: (line: string) => void };

// In an outage every tenant fails, and for the same reason.
const FAULTS_LOGGED_MAX = 20;

/**
 * The month-end reset, hourly. Nothing is set to zero at midnight: a new month is a new key, so its pool is
 * there at once. What is done here, after the grace in which late reports still land in their own month,
 * is to seal the old one and write its statement. Whatever a run missed, the next one catches up with.
 * Throws where a tenant failed, once all others are done.
 */
export const closePeriod =
  (app: App) =>
  async (log: Log): Promise<undefined> => {
    let faults = 0;
    const run = await app.closeDuePeriods({
      onClosed: (tenant, period) => log.log(JSON.stringify({ event: "closed", tenant, period })),
      onFailed: (tenant, fault) => {
        faults += 1;
        if (faults <= FAULTS_LOGGED_MAX) logFault(log, "closePeriod", { tenant })(fault);
      },
    });
    log.log(JSON.stringify({ event: "close-run", ...run }));
    if (run.failed > 0) throw new Error(`${run.failed} tenants were not closed, evaluated or purged.`);
    return undefined;
  };

import type { App } from "./app.ts";

/** What the run tells, as JSON lines. */
type Log = { readonly log: (line: string) => void };

/**
 * The month-end reset, hourly. Nothing is set to zero at midnight: a new month is a new key, so its pool is
 * there at once. What is done here, after the grace in which late reports still land in their own month,
 * is to seal the old one and write its statement. Whatever a run missed, the next one catches up with.
 */
export const closePeriod =
  (app: App) =>
  async (log: Log): Promise<void> => {
    const run = await app.closeDuePeriods((tenant, periods) =>
      log.log(JSON.stringify({ event: "closed", tenant, periods })),
    );
    log.log(JSON.stringify({ event: "close-run", ...run }));
  };

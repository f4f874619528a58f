import * as z from "zod";
import { faultLine } from "./fault-line.ts";
import { withSettings } from "./setting-names.ts";
import { parseSchedule, type Schedule } from "./timer-schedule.ts";

/** What a timer's binding says; "unresolved" where its schedule names a setting that there is not. */
export type TimerTrigger =
  | { readonly state: "unresolved"; readonly setting: string }
  | { readonly state: "scheduled"; readonly schedule: Schedule; readonly isMonitored: boolean };

const schema = z.object({
  schedule: z.string("there is none"),
  useMonitor: z.boolean().default(true),
  runOnStartup: z.literal(false, "runOnStartup is not served by this host").optional(),
});

const oftenMs = 60_000;

/**
 * Reads the binding, with the settings in the place of their `%names%`; an empty one counts as missing. Throws, and
 * gives the reason, where there is no NCRONTAB expression. `now` is epoch milliseconds: a timer that is due twice
 * within the minute from then is not monitored, whatever it asks for.
 */
export const readTimerTrigger = (binding: unknown, env: NodeJS.ProcessEnv, now: number): TimerTrigger => {
  const parsed = schema.safeParse(binding);
  if (!parsed.success) throw new Error(parsed.error.issues.map(({ message }) => message).join("; "));
  const { schedule: given, useMonitor } = parsed.data;
  const resolved = withSettings(given, env);
  if (resolved.state === "unresolved") return resolved;
  const schedule = scheduleOf(resolved.text);
  const isOften = schedule.next(schedule.next(now)) - now <= oftenMs;
  return { state: "scheduled", schedule, isMonitored: useMonitor && !isOften };
};

const scheduleOf = (expression: string): Schedule => {
  try {
    return parseSchedule(expression);
  } catch (cause) {
    throw new Error(`"${expression}" is not an NCRONTAB expression: ${faultLine(cause)}`, { cause });
  }
};

import { Cron } from "croner";

/** When a timer is due. Times are epoch milliseconds, all of UTC. */
export type Schedule = {
  /** The first occurrence after `afterMs`, never at it. */
  readonly next: (afterMs: number) => number;
};

const months = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC";
const days = "SUN|MON|TUE|WED|THU|FRI|SAT";
const number = String.raw`\d{1,2}`;
/** Seconds, minutes, hours, day of month, month, day of week: what one value of each may be. */
const values = [number, number, number, number, `${number}|${months}`, `[0-6]|${days}`];

/**
 * Reads an NCRONTAB expression of six fields, or of five that begin with the minutes. Day of month and day of week
 * must both match. Throws, with the reason, on all that NCRONTAB does not know, be it cron elsewhere (`L`, `W`, `#`,
 * `?`, 7 for Sunday, `@monthly`), and on a date that never comes. TimeSpans are not read.
 */
export const parseSchedule = (expression: string): Schedule => {
  const given = expression.trim().split(/\s+/);
  const fields = given.length === 5 ? ["0", ...given] : given;
  if (fields.length !== values.length) throw new Error(`${given.length} fields, not 6 or 5`);
  for (const [index, field] of fields.entries()) {
    if (!isField(field, values[index] ?? "")) throw new Error(`"${field}" is not known`);
  }
  // "Sloppy" is 5/15, every 15 from 5 on, which NCRONTAB takes.
  const cron = new Cron(fields.join(" "), { timezone: "UTC", domAndDow: true, sloppyRanges: true });
  if (cron.nextRun(new Date(0)) === null) throw new Error("it never occurs");
  return { next: (afterMs) => nextOf(cron, afterMs) };
};

const isField = (field: string, value: string): boolean => {
  const item = String.raw`(?:\*|(?:${value})(?:-(?:${value}))?)(?:/\d+)?`;
  return new RegExp(`^${item}(?:,${item})*$`, "i").test(field);
};

const nextOf = (cron: Cron, afterMs: number): number => {
  const next = cron.nextRun(new Date(afterMs));
  if (next === null) throw new Error(`No time after ${new Date(afterMs).toISOString()} is on the schedule.`);
  return next.getTime();
};

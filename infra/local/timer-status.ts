import type { Schedule } from "./timer-schedule.ts";

/**
 * What is known of a timer from one start of the host to the next: when it last ran, when it is to run next, and the
 * time that `Next` was reckoned from. ISO 8601, under the names that functions get them by.
 */
export type TimerStatus = { readonly Last: string; readonly Next: string; readonly LastUpdated: string };

/** Keeps the status of each timer, by the function's name. Both reject while the storage does not answer. */
export type StatusStore = {
  readonly read: (name: string) => Promise<TimerStatus | undefined>;
  readonly write: (name: string, status: TimerStatus) => Promise<void>;
};

/** `Last` of a timer that never ran: .NET's first moment. */
const never = "0001-01-01T00:00:00Z";

const iso = (ms: number): string => new Date(ms).toISOString();

/** The status once a run that began at `beganAt` has ended, well or not. */
export const statusAfter = (schedule: Schedule, beganAt: number): TimerStatus => ({
  Last: iso(beganAt),
  Next: iso(schedule.next(beganAt)),
  LastUpdated: iso(beganAt),
});

/**
 * The status to start with at `now`, given the one that is recorded. Its `Next` is in the past only where a run was
 * missed: a timer that is new, or whose schedule is another now, waits for its next time.
 */
export const statusAtStart = (
  schedule: Schedule,
  recorded: TimerStatus | undefined,
  now: number,
): TimerStatus =>
  recorded !== undefined && schedule.next(Date.parse(recorded.LastUpdated)) === Date.parse(recorded.Next)
    ? recorded
    : { ...statusAfter(schedule, now), Last: never };

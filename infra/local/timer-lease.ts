import type { Log } from "./log.ts";
import { type TimerClock, waitUntil } from "./timer-clock.ts";

/**
 * One lease on one storage. `mark` is another after every `take`, so that a lease whose mark does not change is one
 * that nobody renews: no two clocks have to agree. Each rejects while the storage does not answer, in `requestMs`.
 */
export type LeaseStore = {
  /** The mark there is; undefined while the lease is free. */
  readonly look: () => Promise<string | undefined>;
  /** Takes or renews the lease where its mark still is `seen`: the new mark, or undefined where it is not. */
  readonly take: (seen: string | undefined) => Promise<string | undefined>;
  /** Frees the lease where its mark still is `mark`. */
  readonly free: (mark: string) => Promise<void>;
};

/** Shorter than Azure's 60 s: nobody wants to wait that long after a crash on his own machine. */
export const leaseMs = 10_000;
export const renewMs = 2_500;
export const requestMs = 2_000;

type Lease = { mark: string; readonly takenAt: number };
type Context = { readonly store: LeaseStore; readonly clock: TimerClock; readonly log: Log };

/**
 * Does `work` while this host has the lease, and again whenever it has it again; resolves after `signal` aborts and
 * the work has ended. The work's own signal aborts too when the lease could not be renewed in time: what is running
 * then ends by itself, as in Azure, while another host may begin.
 */
export const whileLeased = async (
  context: Context,
  work: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> => {
  for (;;) {
    const lease = await acquire(context, signal);
    if (!lease) return;
    const [lost, over] = [new AbortController(), new AbortController()];
    const renewing = renew(context, lease, over.signal).finally(() => lost.abort());
    await work(AbortSignal.any([signal, lost.signal]));
    over.abort();
    await renewing;
    // One that cannot be freed runs out.
    await context.store.free(lease.mark).catch(() => {});
  }
};

/** Resolves with the lease, or with nothing when `signal` aborts. */
const acquire = async ({ store, clock, log }: Context, signal: AbortSignal): Promise<Lease | undefined> => {
  let seen: { readonly mark: string; readonly since: number } | undefined;
  let isWarned = false;
  while (!signal.aborted) {
    try {
      const takenAt = clock.now();
      const mark = await store.look();
      const now = clock.now();
      if (mark !== seen?.mark) seen = mark === undefined ? undefined : { mark, since: now };
      const isFree = seen === undefined || now - seen.since >= leaseMs;
      const taken = isFree ? await store.take(mark) : undefined;
      if (taken !== undefined) return { mark: taken, takenAt };
    } catch (error) {
      if (!isWarned) log.system("warning", `Timers wait for the storage: ${error}`);
      isWarned = true;
    }
    await waitUntil(clock, clock.now() + renewMs, signal);
  }
  return undefined;
};

/** Keeps `lease.mark` up to date; resolves when the lease is lost, or about to be, or `over` aborts. */
const renew = async ({ store, clock, log }: Context, lease: Lease, over: AbortSignal): Promise<void> => {
  let until = lease.takenAt + leaseMs;
  // Given up before it runs out, while there is no time left for one more attempt.
  while (clock.now() + renewMs + requestMs <= until) {
    await waitUntil(clock, clock.now() + renewMs, over);
    if (over.aborted) return;
    const askedAt = clock.now();
    const mark = await store.take(lease.mark).catch(() => lease.mark);
    if (mark === undefined) break;
    if (mark !== lease.mark) until = askedAt + leaseMs;
    lease.mark = mark;
  }
  log.system("warning", "Timers pause: the storage did not renew this host's lease.");
};

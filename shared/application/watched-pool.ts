import { balanceOf, type PoolState } from "../domain/balance.ts";
import type { Timers } from "./ports.ts";
import type { PeriodBalance } from "./read-balance.ts";

/** A pool as one process knows it. */
export type WatchedPool = {
  read: { readonly balance: PeriodBalance; readonly atMs: number } | undefined;
  /** Sessions counted here since `read` was begun: some may be in it already, and are then asked about too early. */
  own: number;
  /** The state that was last asked about. */
  asked: PoolState;
  /** Reads it; several that ask at once share one read. */
  readonly readNow: () => Promise<void>;
  /** Whether a read is on its way: it may have missed what is counted now. */
  readonly isReading: () => boolean;
  /** Reads it after so long and then calls `then`, unless it is to be read already. */
  readonly readSoon: (delayMs: number, then: () => void) => void;
};

/** A pool of which nothing is known yet. */
export const newPool = (
  readBalance: () => Promise<PeriodBalance | undefined>,
  timers: Timers,
): WatchedPool => {
  let reading: Promise<void> | undefined;
  let isToBeRead = false;
  const readOnce = async (): Promise<void> => {
    const before = pool.own;
    const balance = await readBalance();
    // Only now, or they would be missing from the state until the answer is there.
    pool.own -= before;
    pool.read = balance && { balance, atMs: timers.monotonicMs() };
  };
  const pool: WatchedPool = {
    read: undefined,
    own: 0,
    asked: "ok",
    readNow: () => {
      reading ??= readOnce().finally(() => {
        reading = undefined;
      });
      return reading;
    },
    isReading: () => reading !== undefined,
    readSoon: (delayMs, then) => {
      if (isToBeRead) return;
      isToBeRead = true;
      const task = (): void => {
        isToBeRead = false;
        // A storage that is down is told of by those whose requests it fails; the next session reads again.
        pool.readNow().then(then, () => undefined);
      };
      if (delayMs === 0) timers.soon(task);
      else timers.after(delayMs, task);
    },
  };
  return pool;
};

/** Whether the state is another than was last asked about; it counts as asked about from then on. */
export const asksAnew = (pool: WatchedPool): boolean => {
  const state = stateOf(pool);
  if (state === undefined || state === pool.asked) return false;
  pool.asked = state;
  return true;
};

/** The state, by the balance that was last read and the sessions since; undefined: none was read yet. */
export const stateOf = ({ read, own }: WatchedPool): PoolState | undefined => {
  if (read === undefined) return undefined;
  const { granted, used, decidedBy } = read.balance;
  return balanceOf(granted, used + own, decidedBy.thresholds, decidedBy.expected).state;
};

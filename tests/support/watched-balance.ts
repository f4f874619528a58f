import { createPoolWatch } from "../../shared/application/pool-watch.ts";
import { StoreUnavailable } from "../../shared/application/ports.ts";
import type { PeriodBalance } from "../../shared/application/read-balance.ts";
import { balanceOf, DEFAULT_THRESHOLDS } from "../../shared/domain/balance.ts";
import { at, month, tenant } from "./values.ts";
import { virtualTimers } from "./virtual-timers.ts";

export const ACME = tenant("acme");
export const NOVEMBER = month("2026-11");

const balance = (used: number, granted: number, expected?: number): PeriodBalance => ({
  ...balanceOf(granted, used, DEFAULT_THRESHOLDS, expected),
  period: NOVEMBER,
  lateSessions: 0,
  isClosed: false,
  isLicensed: true,
  addOnsWithoutLicence: 0,
  decidedBy: { thresholds: DEFAULT_THRESHOLDS, expected },
  asOf: at("2026-11-25T09:00:00.000Z"),
});

/** What the storage holds of a pool. */
type Stored = { used: number; granted: number; expected?: number };

/** A process that watches a pool of 100 sessions, 70 of them used, whose balance a test changes, breaks and holds back. */
export const watchedBalance = () => {
  const timers = virtualTimers();
  const stored: Stored = { used: 70, granted: 100 };
  const state = { reads: 0, isDown: false, held: undefined as (() => void)[] | undefined };
  const evaluated: string[] = [];
  const readBalance = async (of: string): Promise<PeriodBalance | undefined> => {
    state.reads += 1;
    if (state.isDown) throw new StoreUnavailable("The test's store is down.");
    const { used, granted, expected } = stored;
    const waiting = state.held;
    if (waiting) await new Promise<void>((resolve) => waiting.push(resolve));
    return of === ACME ? balance(used, granted, expected) : undefined;
  };
  const evaluate = async (of: string, period: string): Promise<void> => {
    evaluated.push(`${of} ${period}`);
  };
  const watch = createPoolWatch({ timers, readBalance, evaluate });
  const rest = (): Promise<void> => timers.settle(new Promise((resolve) => timers.soon(() => resolve())));
  return {
    timers,
    watch,
    stored,
    /** How often the balance was read, and whether it can be. */
    state,
    /** The pools that were evaluated with nobody asking. */
    evaluated,
    /** This process counts so many; whether that asks for a check. */
    count: (sessions: number): boolean => {
      stored.used += sessions;
      return watch.counted(ACME, NOVEMBER, sessions);
    },
    /** Another process counts so many. */
    countElsewhere: (sessions: number): void => {
      stored.used += sessions;
    },
    /** All that is waiting runs, at this moment. */
    rest,
    /** Reads get no answer from now on. */
    hold: (): void => {
      state.held = [];
    },
    /** They get it now, and those to come at once. */
    letGo: async (): Promise<void> => {
      for (const go of state.held?.splice(0) ?? []) go();
      state.held = undefined;
      await rest();
    },
    /** The balance was read just now. */
    givenRead: async (): Promise<void> => {
      await timers.settle(watch.stateOf(ACME, NOVEMBER));
      state.reads = 0;
    },
  };
};

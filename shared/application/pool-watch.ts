import type { PoolState } from "../domain/balance.ts";
import type { TenantId } from "../domain/ids.ts";
import type { Instant, Period } from "../domain/period.ts";
import { createCache } from "./cache.ts";
import type { Timers } from "./ports.ts";
import type { ReadBalance } from "./read-balance.ts";
import { asksAnew, newPool, stateOf, type WatchedPool } from "./watched-pool.ts";

/**
 * What a process knows of the pools that it counts for, without asking the storage each time: the balance that it
 * last read, at most 10 s ago while there is traffic, and its own sessions since.
 */
export type PoolWatch = {
  /** Hears of sessions that this process counted; whether the pool's state is another than was last asked about. */
  readonly counted: (tenant: TenantId, period: Period, sessions: number) => boolean;
  /** What was asked last is not evaluated after all: the next read of the pool, within 10 s, sees to it. */
  readonly unask: (tenant: TenantId, period: Period) => void;
  /** Hears of late sessions of a closed month; whether they are to be told of, at most once an hour. */
  readonly late: (tenant: TenantId, period: Period) => boolean;
  /** The state of a pool, and when it was read; undefined: no such tenant. */
  readonly stateOf: (
    tenant: TenantId,
    period: Period,
  ) => Promise<{ readonly state: PoolState; readonly asOf: Instant } | undefined>;
};

export type WatchPorts = {
  readonly timers: Timers;
  readonly readBalance: ReadBalance;
  /** Has a pool evaluated where nobody waits for it; never rejects. */
  readonly evaluate: (tenant: TenantId, period: Period) => Promise<void>;
};

const READ_AGAIN_MS = 10_000;
const LIMITS = { max: 10_000, keptMs: 60 * 60 * 1000 };

/**
 * A read once the traffic has ended, too, finds what other processes counted meanwhile; where that changes the
 * state, the pool is evaluated at once, since no invocation is left to ask for it.
 */
export const createPoolWatch = ({ timers, readBalance, evaluate }: WatchPorts): PoolWatch => {
  const pools = createCache<string, WatchedPool>(timers, LIMITS);
  const late = createCache<string, object>(timers, LIMITS);
  const poolOf = (tenant: TenantId, period: Period): WatchedPool => {
    const name = `${tenant}|${period}`;
    const pool = pools.get(name) ?? newPool(() => readBalance(tenant, period), timers);
    pools.set(name, pool);
    return pool;
  };
  const isFresh = ({ read }: WatchedPool): boolean =>
    read !== undefined && timers.monotonicMs() - read.atMs < READ_AGAIN_MS;
  return {
    counted: (tenant, period, sessions) => {
      const pool = poolOf(tenant, period);
      pool.own += sessions;
      pool.readSoon(isFresh(pool) || pool.isReading() ? READ_AGAIN_MS : 0, () => {
        if (asksAnew(pool)) void evaluate(tenant, period);
      });
      return asksAnew(pool);
    },
    unask: (tenant, period) => {
      poolOf(tenant, period).asked = "ok";
    },
    late: (tenant, period) => {
      const name = `${tenant}|${period}`;
      const isNew = !late.has(name);
      if (isNew) late.set(name, {});
      return isNew;
    },
    stateOf: async (tenant, period) => {
      const pool = poolOf(tenant, period);
      if (!isFresh(pool)) await pool.readNow();
      return pool.read && { state: stateOf(pool) ?? "ok", asOf: pool.read.balance.asOf };
    },
  };
};

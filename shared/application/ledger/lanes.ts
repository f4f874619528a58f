import type { TenantId } from "../../domain/ids.ts";
import type { IsSealed } from "../../domain/join.ts";
import type { Period } from "../../domain/period.ts";
import { awaitAll } from "../await-all.ts";
import type { Randomness, TableStore } from "../ports.ts";
import { emptyLane, LANES, type Lane, laneFromStored, laneKey } from "../rows/lane.ts";

/** The lanes that one process adds to, of one tenant: at most one a month. */
export type Lanes = {
  /** Whether this process has seen the month sealed. It never guesses by the clock. */
  readonly isSealed: IsSealed;
  /**
   * The lanes to add to: of a sealed month its late lane, else this process's own. Read where not known;
   * what was read is then known, also where another read fails.
   */
  readonly of: (periods: Iterable<Period>) => Promise<ReadonlyMap<Period, Lane>>;
  /** Keeps lanes as our own successful transaction left them. */
  readonly keep: (lanes: Iterable<Lane>) => void;
  /** Forgets lanes: a value and its ETag are only ever used when they come from one read or our own success. */
  readonly forget: (periods: Iterable<Period>) => void;
  /** Leaves the lane that another process is writing too. */
  readonly hop: () => void;
};

/** A process starts on lane 0, so that one alone makes one row a month, and hops when it meets another. */
export const createLanes = (store: TableStore, randomness: Randomness, tenant: TenantId): Lanes => {
  const known = new Map<Period, Lane>();
  const sealed = new Set<Period>();
  let own = 0;

  const read = async (period: Period, index: number | "late"): Promise<Lane> => {
    const rowKey = laneKey(period, index);
    const stored = await store.get("Sessions", tenant, rowKey);
    return stored ? laneFromStored(period, stored) : emptyLane(period, rowKey);
  };
  const one = async (period: Period): Promise<Lane> => {
    const lane = known.get(period);
    if (lane) return lane;
    if (sealed.has(period)) return await read(period, "late");
    const found = await read(period, own);
    if (!found.isSealed) return found;
    sealed.add(period);
    return await read(period, "late");
  };
  const of = async (periods: Iterable<Period>): Promise<ReadonlyMap<Period, Lane>> => {
    const lanes = new Map<Period, Lane>();
    const take = async (period: Period): Promise<void> => {
      const lane = await one(period);
      lanes.set(period, lane);
      known.set(period, lane);
    };
    await awaitAll([...new Set(periods)].map(take));
    return lanes;
  };
  return {
    isSealed: (period) => sealed.has(period),
    of,
    keep: (lanes) => {
      for (const lane of lanes) known.set(lane.period, lane);
    },
    forget: (periods) => {
      for (const period of periods) known.delete(period);
    },
    hop: () => {
      own = randomness.below(LANES);
      known.clear();
    },
  };
};

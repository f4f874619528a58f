import { memoryTable } from "../../../shared/storage/memory-table.ts";
import { createCheckedTable } from "../checked-table.ts";
import { createFaults } from "../faults.ts";
import { type Random, seededRandom } from "../random.ts";
import { createScheduler } from "../scheduler.ts";
import { noFailures } from "../stage.ts";
import { keptTrace, noTrace } from "../trace.ts";
import { type Follower, followTelling } from "./follower.ts";
import { createReceivers, type OnSend, type Receivers } from "./receivers.ts";
import { createSendChecks } from "./sends.ts";
import { inSpells, isWildAt } from "./spells.ts";
import type { TellingStage, TellingSubject } from "./subject.ts";
import { drawTellingWorld, type TellingWorld } from "./world.ts";

/** One seed's world and all that watches it, before anybody acts. */
export type Scene = {
  readonly random: Random;
  readonly world: TellingWorld;
  readonly stage: TellingStage;
  readonly follower: Follower;
  readonly receivers: Receivers;
  /** Whether things go wrong just now. */
  readonly isWild: () => boolean;
  /** How many attempts were made. */
  readonly sent: () => number;
  /** The time of day, by a clock that is right. */
  readonly nowMs: () => number;
  /** From now on it is told whenever pointers came or went. */
  readonly watchPointers: (onPointers: () => void) => void;
};

/** The scene of a seed. */
export const createScene = (subject: TellingSubject, seed: number, isTraced: boolean): Scene => {
  const random = seededRandom(seed);
  const world = drawTellingWorld(random);
  const { skewMsMax } = world;
  const scheduler = createScheduler(random, world.pace);
  const isWild = (): boolean => isWildAt(world.spells, scheduler.now());
  const faults = inSpells(createFaults(random, world.isCalm), isWild);
  const nowMs = (): number => world.startsAtMs + scheduler.now();
  const latestMs = (): number => nowMs() + skewMsMax;
  let onPointers = (): void => undefined;
  // Both watch the other: what is sent is held against what is stored, and what is stored against the answers.
  let onSend: OnSend = () => undefined;
  const table = createCheckedTable(memoryTable(), (name, partition) => ({
    commit: (ops) => follower.commit(name, partition, ops),
  }));
  const trace = isTraced ? keptTrace(scheduler.now) : noTrace();
  const failures = noFailures();
  const stage = { random, scheduler, faults, table, subject, trace, failures, latestMs };
  const receivers = createReceivers(stage, world.tenants, {
    isLost: () => isWild() && random.chance(world.lostChance),
    onSend: (receiver, attempt) => onSend(receiver, attempt),
  });
  const { wasGone } = receivers;
  const { step } = scheduler;
  const follower = followTelling({ step, latestMs, wasGone, onPointers: () => onPointers() });
  const sends = createSendChecks({
    ...{ nowMs: scheduler.now, skewMsMax, deliveryOf: follower.deliveries.of },
    ...{ eventOf: (id) => follower.events.all.get(id), disabledSince: follower.endpoints.disabledSince },
  });
  onSend = (receiver, attempt) => {
    try {
      sends.check(receiver, attempt);
    } catch (cause) {
      // Not thrown, or it would be the app's to handle.
      failures.report(cause);
    }
  };
  return {
    ...{ random, world, stage, follower, receivers, isWild, sent: sends.sent, nowMs },
    watchPointers: (watcher) => {
      onPointers = watcher;
    },
  };
};

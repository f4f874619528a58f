import { createCrasher } from "../crasher.ts";
import type { FaultCounts } from "../faults.ts";
import { createFleet } from "../fleet.ts";
import { allRejectionsTold } from "../scheduler.ts";
import type { Actor } from "../stage.ts";
import { mustHold, Violation } from "../violation.ts";
import { checkEnd } from "./end-checks.ts";
import { startTellingInstance, type TellingInstance } from "./instance.ts";
import type { Message } from "./message.ts";
import { createPasses } from "./passes.ts";
import { createQueueFaults } from "./queue-faults.ts";
import { createQueues } from "./queues.ts";
import { createScene, type Scene } from "./scene.ts";
import { setUp } from "./setup.ts";
import { createSomebody } from "./somebody.ts";
import type { TellingSubject } from "./subject.ts";
import { createSweeper } from "./sweeper.ts";
import type { TellingTally } from "./tally.ts";
import { tellingTallyOf } from "./tally-of.ts";

/** How the run of one seed went. */
export type TellingOutcome = {
  readonly seed: number;
  readonly violation: Violation | undefined;
  readonly steps: number;
  readonly faults: Readonly<FaultCounts>;
  readonly tally: TellingTally;
  readonly trace: readonly string[];
};

/** Runs one seed: the same seed gives the same run, step by step. */
export const runTellingSeed = async (
  subject: TellingSubject,
  seed: number,
  isTraced: boolean,
): Promise<TellingOutcome> => {
  const scene = createScene(subject, seed, isTraced);
  const { stage, follower, sent } = scene;
  const { failures, scheduler, faults, trace } = stage;
  const messages: Message[] = [];
  process.on("unhandledRejection", failures.report);
  try {
    await setUp(stage, scene.random, scene.world);
    messages.push(...(await play(scene)));
    await allRejectionsTold();
  } catch (cause) {
    failures.report(cause);
  } finally {
    process.off("unhandledRejection", failures.report);
  }
  return {
    seed,
    violation: asViolation(failures.first()),
    steps: scheduler.step(),
    faults: faults.counts,
    tally: tellingTallyOf(follower, messages, sent()),
    trace: trace.lines,
  };
};

/** The parts of a run: with faults, then without them until nothing is due any more. Gives all messages. */
const play = async (scene: Scene): Promise<readonly Message[]> => {
  const { stage, world, follower, receivers, nowMs } = scene;
  const { scheduler, faults, failures, random, table } = stage;
  const fleet = createFleet<TellingInstance>(stage, world.instances, (name, mayDie) =>
    startTellingInstance(stage, { name, world, sending: receivers.sendingOf }, mayDie),
  );
  const queues = createQueues(
    stage,
    fleet,
    createQueueFaults(random, () => !world.isCalm && scene.isWild()),
  );
  const firstDueMs = (): number | undefined => {
    const dueMs = follower.deliveries.firstDueMs();
    return dueMs === undefined ? undefined : dueMs - world.startsAtMs;
  };
  const sweeper = createSweeper({ stage, fleet, queues, firstDueMs });
  scene.watchPointers(sweeper.onPointers);
  const isQuiet = (): boolean => firstDueMs() === undefined && queues.isDone();
  const isUntold = (): boolean => [...follower.alerts.current.values()].some(({ isSent }) => !isSent);
  const actors: readonly Actor[] = [
    createSomebody(stage, fleet, queues, world),
    queues,
    sweeper,
    createPasses({ stage, fleet, world, isQuiet, isUntold }),
    createCrasher(stage, fleet, world.crashesAtMs),
  ];
  const hasFailed = () => failures.first() !== undefined;
  const areDone = () => actors.every((actor) => actor.isDone());
  for (const actor of actors) actor.start();
  await scheduler.run(() => hasFailed() || areDone());
  faults.stop();
  receivers.stopFaults();
  scheduler.hurry();
  for (const actor of actors) actor.settle();
  await scheduler.run(hasFailed);
  if (hasFailed()) return queues.messages;
  mustHold(areDone(), "liveness: all that was begun ends", () => ({}));
  await checkEnd({ follower, receivers, messages: queues.messages, table, nowMs: nowMs() });
  return queues.messages;
};

const asViolation = (failure: { readonly cause: unknown } | undefined): Violation | undefined => {
  if (failure === undefined) return undefined;
  const { cause } = failure;
  return cause instanceof Violation
    ? cause
    : new Violation("no uncaught errors", { error: String(cause) }, cause);
};

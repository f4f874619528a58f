import type { TableStore } from "../../shared/application/ports.ts";
import { headToCells, newHead } from "../../shared/application/rows/head.ts";
import { instant, parsePeriod } from "../../shared/domain/period.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { createCheckedTable } from "./checked-table.ts";
import { createClient } from "./client.ts";
import { createCloser } from "./closer.ts";
import { type Followed, followPartition, type Terms } from "./commit-checks.ts";
import { createCrasher } from "./crasher.ts";
import { createEraser } from "./eraser.ts";
import { createFaults, type FaultCounts } from "./faults.ts";
import { createFleet } from "./fleet.ts";
import { createGranter } from "./granter.ts";
import { type Instance, startInstance } from "./instance.ts";
import { createPurger } from "./purger.ts";
import { seededRandom } from "./random.ts";
import { required } from "./required.ts";
import { allRejectionsTold, createScheduler } from "./scheduler.ts";
import { createSinceMover } from "./since-mover.ts";
import { type Actor, noFailures, type Stage, type Subject } from "./stage.ts";
import { type Tally, tallyOf } from "./tally.ts";
import { keptTrace, noTrace } from "./trace.ts";
import { mustHold, Violation } from "./violation.ts";
import { drawWorld, type World } from "./world.ts";

/** How the run of one seed went. */
export type Outcome = {
  readonly seed: number;
  readonly violation: Violation | undefined;
  readonly steps: number;
  readonly faults: Readonly<FaultCounts>;
  readonly tally: Tally;
  readonly trace: readonly string[];
};

/** Runs one seed: the same seed gives the same run, step by step. */
export const runSeed = async (subject: Subject, seed: number, isTraced: boolean): Promise<Outcome> => {
  const random = seededRandom(seed);
  const world = drawWorld(random);
  const scheduler = createScheduler(random, world.pace);
  const trace = isTraced ? keptTrace(scheduler.now) : noTrace();
  const faults = createFaults(random, world.isCalm);
  const failures = noFailures();
  const bare = memoryTable();
  const { startsAtMs, skewMsMax } = world.calendar;
  const latestMs = (): number => startsAtMs + skewMsMax + scheduler.now();
  const partitions = await createTenants(bare, world, { step: scheduler.step, latestMs });
  const table = createCheckedTable(bare, (name, partition) =>
    name === "Sessions" ? partitions.get(partition) : undefined,
  );
  process.on("unhandledRejection", failures.report);
  try {
    await play({ random, scheduler, faults, table, subject, trace, failures, latestMs }, world, partitions);
    await checkStored(bare, partitions);
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
    tally: tallyOf(partitions.values()),
    trace: trace.lines,
  };
};

/**
 * The parts of a run: with faults, without them until all is acknowledged, until nothing is left to happen, and
 * what is done last.
 */
const play = async (stage: Stage, world: World, partitions: ReadonlyMap<string, Followed>): Promise<void> => {
  const { scheduler, faults, failures } = stage;
  const fleet = createFleet<Instance>(stage, world.instances, (name, mayDie) =>
    startInstance(stage, name, world, mayDie),
  );
  const client = createClient(stage, fleet, partitions, world);
  const actors: readonly Actor[] = [
    client,
    createCloser(stage, fleet, partitions, world),
    createGranter(stage, fleet, partitions, world),
    createSinceMover(stage, fleet, partitions, world),
    createEraser(stage, fleet, partitions, world),
    createPurger(stage, fleet, partitions, world),
    createCrasher(stage, fleet, world.crashesAtMs),
  ];
  const hasFailed = () => failures.first() !== undefined;
  const areDone = () => actors.every((actor) => actor.isDone());
  const isEnough = () => hasFailed() || areDone();
  for (const actor of actors) actor.start();
  await scheduler.run(isEnough);
  faults.stop();
  scheduler.hurry();
  for (const actor of actors) actor.settle();
  await scheduler.run(isEnough);
  await scheduler.run(hasFailed);
  for (const actor of actors) actor.finish?.();
  await scheduler.run(hasFailed);
  if (hasFailed()) return;
  mustHold(areDone(), "liveness: every attempt ends", () => ({}));
  client.journal.check();
};

const createTenants = async (
  table: TableStore,
  { tenants, calendar }: World,
  times: Pick<Terms, "step" | "latestMs">,
): Promise<ReadonlyMap<string, Followed>> => {
  const { graceHours, retentionMonths } = calendar;
  const head = newHead(required(parsePeriod(calendar.since)), required(instant(calendar.sinceSetAtMs)));
  const partitions = new Map<string, Followed>();
  for (const { name, names } of tenants) {
    const cells = headToCells({ ...head, names });
    await table.transact("Sessions", name, [{ op: "create", rowKey: "h", cells }]);
    partitions.set(name, followPartition(cells, { tenant: name, graceHours, retentionMonths, ...times }));
  }
  return partitions;
};

/** What was followed commit by commit is what the table holds, the totals are the conversations, and R9. */
const checkStored = async (table: TableStore, partitions: ReadonlyMap<string, Followed>): Promise<void> => {
  for (const [tenant, { rows, totals, checkStatements }] of partitions) {
    checkStatements();
    const stored = await table.query("Sessions", tenant, "c|", "c~", 1000);
    const counted = [...rows.all.keys()].filter((rowKey) => rowKey.startsWith("c|"));
    const sessions = [...totals()].filter(([figure]) => figure.endsWith("|sessions"));
    const total = sessions.reduce((sum, [, count]) => sum + count, 0);
    const purged = rows.purgedSessions();
    mustHold(
      stored.length === counted.length && total === counted.length + purged,
      "totals = conversations",
      () => ({ stored: stored.length, counted: counted.length, purged, total }),
    );
    mustHold(
      [...totals().values()].every((count) => count > 0),
      "no total is negative",
      () => [...totals()],
    );
  }
};

const asViolation = (failure: { readonly cause: unknown } | undefined): Violation | undefined => {
  if (failure === undefined) return undefined;
  const { cause } = failure;
  return cause instanceof Violation
    ? cause
    : new Violation("no uncaught errors", { error: String(cause) }, cause);
};

import type { Outcome } from "../../shared/application/record-invocations.ts";
import type { Decision } from "../../shared/domain/decision.ts";
import type { Followed } from "./commit-checks.ts";
import type { Fleet } from "./fleet.ts";
import type { Instance } from "./instance.ts";
import { type PlannedInvocation, readingOf } from "./invocations.ts";
import { createJournal, type Journal } from "./journal.ts";
import { checkAdmission } from "./refusal-checks.ts";
import { required } from "./required.ts";
import type { Actor, Stage } from "./stage.ts";
import { mustHold, Violation } from "./violation.ts";
import type { World } from "./world.ts";

const RETRY_MS_MAX = 5_000;
const TRIES_MAX = 5;
const TRIES_WITHOUT_FAULTS_MAX = 40;

type Attempt = {
  readonly planned: PlannedInvocation;
  readonly instance: Instance;
  readonly tries: number;
  /** The step, the time by the instance's clock and the tenant's first period when it was sent. */
  readonly step: number;
  readonly nowMs: number;
  readonly since: string;
};

/** Sends the planned invocations, duplicates and retries to whatever instances there are. */
export const createClient = (
  stage: Stage,
  fleet: Fleet,
  partitions: ReadonlyMap<string, Followed>,
  world: World,
): Actor & { readonly journal: Journal } => {
  const { scheduler, random, faults, trace, failures } = stage;
  const journal = createJournal(partitions);
  const sinceOf = ({ tenant }: PlannedInvocation): string => required(partitions.get(tenant)).head().since;
  const underWay = new Set<Attempt>();
  const acknowledged = new Set<PlannedInvocation>();
  // Those that will be refused again, whenever they come.
  const refusedForGood = new Set<PlannedInvocation>();
  let isSettling = false;
  let waiting = 0;

  const sendAfter = (delayMs: number, batch: readonly PlannedInvocation[], tries: number): void => {
    waiting++;
    scheduler.after(delayMs, () => {
      waiting--;
      const instance = fleet.pick();
      for (const planned of batch)
        if (instance) send(instance, planned, tries);
        else again(planned, tries);
    });
  };
  const send = (instance: Instance, planned: PlannedInvocation, tries: number): void => {
    const [step, nowMs, since] = [scheduler.step(), instance.nowMs(), sinceOf(planned)];
    const attempt = { planned, instance, tries, step, nowMs, since };
    trace.note(() => `${instance.name} receives ${shown(planned)}`);
    underWay.add(attempt);
    journal.sent(planned, step);
    instance
      .record(planned.tenant, [readingOf(planned)])
      .then(
        (recorded) => ended(attempt, required(recorded?.outcomes[0])),
        (cause: unknown) => failed(attempt, cause),
      )
      .catch(failures.report);
  };
  const ended = (attempt: Attempt, outcome: Outcome): void => {
    if (!underWay.delete(attempt)) return;
    const { planned, nowMs, since: before } = attempt;
    const since = { before, after: sinceOf(planned) };
    const { retentionMonths } = world.calendar;
    const refusal = outcome.ok ? undefined : outcome.refusal;
    checkAdmission({ at: planned.invocation.at, nowMs, since, retentionMonths }, refusal);
    if (!outcome.ok) refused(attempt, outcome.refusal.code);
    else if (outcome.value.decision !== "ignored") answered(attempt, outcome.value);
    else throw new Violation("an invocation is never ignored", planned);
  };
  const refused = ({ planned, instance, step }: Attempt, code: string): void => {
    trace.note(() => `${instance.name} refuses ${shown(planned)}: ${code}`);
    faults.count("not-admitted");
    if (code === "timestamp-too-old" && !world.calendar.isSinceMoved) refusedForGood.add(planned);
    journal.refused(planned, step);
  };
  const answered = (attempt: Attempt, decision: Decision): void => {
    trace.note(
      () => `${attempt.instance.name} answers ${shown(attempt.planned)}: ${Object.values(decision)}`,
    );
    acknowledged.add(attempt.planned);
    journal.answered(attempt.planned, decision, scheduler.step());
  };
  const failed = (attempt: Attempt, cause: unknown): void => {
    if (!(cause instanceof stage.subject.StoreUnavailable)) throw cause;
    trace.note(() => `${attempt.instance.name} fails ${shown(attempt.planned)}`);
    mustHold(!world.isCalm, "liveness: nothing fails where nothing goes wrong", () => attempt.planned);
    lost(attempt);
  };
  const lost = (attempt: Attempt): void => {
    if (!underWay.delete(attempt)) return;
    journal.failed(attempt.planned);
    again(attempt.planned, attempt.tries);
  };
  const again = (planned: PlannedInvocation, tries: number): void => {
    const max = isSettling ? TRIES_WITHOUT_FAULTS_MAX : TRIES_MAX;
    if (!planned.isGivenUp && tries < max) sendAfter(random.below(RETRY_MS_MAX), [planned], tries + 1);
    else if (isSettling) throw new Violation("liveness: stored once the store works", { planned, tries });
    else faults.count("gave-up");
  };
  fleet.onDeath((instance) => {
    for (const attempt of underWay) if (attempt.instance === instance) lost(attempt);
  });
  return {
    journal,
    start: () => {
      for (const { atMs, batch } of world.batches) sendAfter(atMs, batch, 1);
    },
    isDone: () => waiting === 0 && underWay.size === 0,
    settle: () => {
      isSettling = true;
      const isOver = (planned: PlannedInvocation): boolean =>
        planned.isGivenUp || acknowledged.has(planned) || refusedForGood.has(planned);
      for (const planned of world.invocations)
        if (!isOver(planned)) sendAfter(random.below(100), [planned], 1);
    },
  };
};

const shown = ({ tenant, invocation, exclusion }: PlannedInvocation): string => {
  const { conversationKey, botId, channel, at } = invocation;
  return `${tenant} ${exclusion ?? "c"} ${conversationKey} ${botId} ${channel} ${new Date(at).toISOString()}`;
};

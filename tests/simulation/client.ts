import type { Decision } from "../../shared/domain/decision.ts";
import type { Fleet } from "./fleet.ts";
import type { Instance } from "./instance.ts";
import type { PlannedInvocation } from "./invocations.ts";
import type { Journal } from "./journal.ts";
import type { Actor, Stage } from "./stage.ts";
import { mustHold, Violation } from "./violation.ts";
import type { World } from "./world.ts";

const RETRY_MS_MAX = 5_000;
const TRIES_MAX = 5;
const TRIES_WITHOUT_FAULTS_MAX = 40;

type Attempt = { readonly planned: PlannedInvocation; readonly instance: Instance; readonly tries: number };

/** Sends the planned invocations, duplicates and retries to whatever instances there are. */
export const createClient = (stage: Stage, fleet: Fleet, journal: Journal, world: World): Actor => {
  const { scheduler, random, faults, trace, failures } = stage;
  const underWay = new Set<Attempt>();
  const acknowledged = new Set<PlannedInvocation>();
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
    const attempt = { planned, instance, tries };
    trace.note(() => `${instance.name} receives ${shown(planned)}`);
    underWay.add(attempt);
    journal.sent(planned, scheduler.step());
    instance.ledger
      .record(planned.tenant, planned.invocation)
      .then(
        (decision) => answered(attempt, decision),
        (cause: unknown) => failed(attempt, cause),
      )
      .catch(failures.report);
  };
  const answered = (attempt: Attempt, decision: Decision): void => {
    if (!underWay.delete(attempt)) return;
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
    start: () => {
      for (const { atMs, batch } of world.batches) sendAfter(atMs, batch, 1);
    },
    isDone: () => waiting === 0 && underWay.size === 0,
    settle: () => {
      isSettling = true;
      for (const planned of world.invocations)
        if (!planned.isGivenUp && !acknowledged.has(planned)) sendAfter(random.below(100), [planned], 1);
    },
  };
};

const shown = ({ tenant, invocation, exclusion }: PlannedInvocation): string => {
  const { conversationKey, botId, channel, at } = invocation;
  return `${tenant} ${exclusion ?? "c"} ${conversationKey} ${botId} ${channel} ${new Date(at).toISOString()}`;
};

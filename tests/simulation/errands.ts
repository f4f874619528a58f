import type { Fleet, Mortal } from "./fleet.ts";
import type { Instance } from "./instance.ts";
import type { BareStage } from "./stage.ts";
import { mustHold, Violation } from "./violation.ts";

/** Something to be done by an instance, any one, and by another where it failed or died. */
export type Errand<Value, Member extends Mortal = Instance> = {
  readonly shown: () => string;
  readonly work: (instance: Member) => Promise<Value>;
  /** Checks what came of it. `startedAtMs`: the time by the instance's clock when it was given the work. */
  readonly check: (value: Value, startedAtMs: number) => void;
  /** Whether one attempt is enough where nothing goes wrong. */
  readonly isSure: boolean;
};

/** Runs errands that are all of one kind. */
export type Errands<Value, Member extends Mortal = Instance> = {
  readonly doAfter: (delayMs: number, errand: Errand<Value, Member>) => void;
  /** Whether none waits or is under way. */
  readonly areDone: () => boolean;
  /** From now on an errand that fails is tried until it succeeds. */
  readonly settle: () => void;
};

const RETRY_MS_MAX = 60_000;
const TRIES_MAX = 3;
const TRIES_SETTLING_MAX = 40;

/** No errands yet. */
export const createErrands = <Value, Member extends Mortal = Instance>(
  stage: BareStage,
  fleet: Fleet<Member>,
  isCalm: boolean,
): Errands<Value, Member> => {
  type Told = Errand<Value, Member>;
  type Attempt = { readonly errand: Told; readonly instance: Member; readonly tries: number };
  const { scheduler, random, faults, trace, failures } = stage;
  const underWay = new Set<Attempt>();
  let isSettling = false;
  let waiting = 0;

  const tryAfter = (delayMs: number, errand: Told, tries: number): void => {
    waiting++;
    scheduler.after(delayMs, () => {
      waiting--;
      const instance = fleet.pick();
      if (instance) start({ errand, instance, tries });
      else again(errand, tries);
    });
  };
  const start = (attempt: Attempt): void => {
    const { errand, instance } = attempt;
    const startedAtMs = instance.nowMs();
    trace.note(() => `${instance.name} starts to ${errand.shown()}`);
    underWay.add(attempt);
    errand
      .work(instance)
      .then(
        (value) => {
          if (!underWay.delete(attempt)) return;
          trace.note(() => `${instance.name} came to ${JSON.stringify(value)} with ${errand.shown()}`);
          errand.check(value, startedAtMs);
        },
        (cause: unknown) => failed(attempt, cause),
      )
      .catch(failures.report);
  };
  const failed = (attempt: Attempt, cause: unknown): void => {
    if (!(cause instanceof stage.subject.StoreUnavailable)) throw cause;
    const { errand, instance } = attempt;
    trace.note(() => `${instance.name} fails to ${errand.shown()}`);
    mustHold(!isCalm || !errand.isSure, "liveness: nothing fails where nothing goes wrong", errand.shown);
    lost(attempt);
  };
  const lost = (attempt: Attempt): void => {
    if (underWay.delete(attempt)) again(attempt.errand, attempt.tries);
  };
  const again = (errand: Told, tries: number): void => {
    if (tries < (isSettling ? TRIES_SETTLING_MAX : TRIES_MAX))
      tryAfter(random.below(RETRY_MS_MAX), errand, tries + 1);
    else if (isSettling) throw new Violation("liveness: done once the store works", errand.shown());
    else faults.count("gave-up");
  };
  fleet.onDeath((instance) => {
    for (const attempt of underWay) if (attempt.instance === instance) lost(attempt);
  });
  return {
    doAfter: (delayMs, errand) => tryAfter(delayMs, errand, 1),
    areDone: () => waiting === 0 && underWay.size === 0,
    settle: () => {
      isSettling = true;
    },
  };
};

import { createErrands, type Errand } from "../errands.ts";
import type { Fleet } from "../fleet.ts";
import type { Actor } from "../stage.ts";
import type { TellingInstance } from "./instance.ts";
import { isOutage } from "./outages.ts";
import type { TellingStage } from "./subject.ts";
import type { TellingWorld } from "./world.ts";

/** What the passes go by. `isQuiet`: nothing is on its way to anybody. */
type PassTerms = {
  readonly stage: TellingStage;
  readonly fleet: Fleet<TellingInstance>;
  readonly world: TellingWorld;
  readonly isQuiet: () => boolean;
  /** Whether an alert was raised and is not told yet. */
  readonly isUntold: () => boolean;
};

const HOUR_MS = 3_600_000;
const BUSY_HOURS = 12;
const QUIET_PASSES = 3;

/**
 * The hourly pass, at the planned times, and mostly where an alert is left to be told. Once the faults have stopped it goes on until some that followed one
 * another found nothing left to tell; those while much is on its way are left out but for two a day.
 */
export const createPasses = ({ stage, fleet, world, isQuiet, isUntold }: PassTerms): Actor => {
  const { scheduler, subject, random } = stage;
  const errands = createErrands<void, TellingInstance>(stage, fleet, false);
  let quiet = 0;
  let isSettling = false;
  const pass: Errand<void, TellingInstance> = {
    shown: () => "pass",
    work: async (instance) => {
      try {
        await instance.pass();
      } catch (cause) {
        throw isOutage(subject, cause) ? new subject.StoreUnavailable("The pass failed.", { cause }) : cause;
      }
    },
    check: () => undefined,
    isSure: false,
  };
  const last: Errand<void, TellingInstance> = {
    ...pass,
    check: () => {
      quiet = isQuiet() ? quiet + 1 : 0;
      if (quiet < QUIET_PASSES) errands.doAfter((quiet > 0 ? 1 : BUSY_HOURS) * HOUR_MS, last);
    },
  };
  const onTheHour = (): void => {
    if (isSettling) return;
    if (isUntold() && random.chance(0.8)) errands.doAfter(0, pass);
    scheduler.after(HOUR_MS, onTheHour);
  };
  return {
    start: () => {
      onTheHour();
      for (const atMs of world.passesAtMs) errands.doAfter(atMs, pass);
    },
    isDone: errands.areDone,
    settle: () => {
      isSettling = true;
      errands.settle();
      // On the hour again.
      errands.doAfter(HOUR_MS - (scheduler.now() % HOUR_MS), last);
    },
  };
};

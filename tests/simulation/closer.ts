import type { Period } from "../../shared/domain/period.ts";
import type { Followed } from "./commit-checks.ts";
import { createErrands, type Errand } from "./errands.ts";
import type { Fleet } from "./fleet.ts";
import { lastDueAt } from "./months.ts";
import { required } from "./required.ts";
import type { Actor, Stage } from "./stage.ts";
import { mustHold } from "./violation.ts";
import type { CloseRun, World } from "./world.ts";

/** What a run closed, and the first period when it began. */
type Closed = { readonly since: string; readonly periods: readonly Period[] };

/** Closes what is due, at the planned times and once more when the faults have stopped. */
export const createCloser = (
  stage: Stage,
  fleet: Fleet,
  partitions: ReadonlyMap<string, Followed>,
  { calendar, closeRuns, isCalm }: World,
): Actor => {
  const errands = createErrands<Closed>(stage, fleet, isCalm);
  const headOf = (tenant: string) => required(partitions.get(tenant)).head();

  const errandOf = ({ tenant }: CloseRun): Errand<Closed> => ({
    shown: () => `close ${tenant}`,
    work: async (instance) => ({ since: headOf(tenant).since, periods: await instance.close(tenant) }),
    check: ({ since, periods }, startedAtMs) => {
      const { sinceSetAtMs, lastClosed = "", ...head } = headOf(tenant);
      // Moved back meanwhile, other months are due than the run could see.
      const isSame = head.since === since;
      const grace = { sinceSetAtMs, graceHours: calendar.graceHours };
      const due = (isSame ? lastDueAt(startedAtMs, since, grace) : undefined) ?? "";
      const facts = () => ({ tenant, periods, due, lastClosed });
      mustHold(lastClosed >= due, "R10: a run that ends well has closed all that was due", facts);
      // A month that another run closed at the same time may be among them, where the own answer was lost.
      mustHold(isRising(periods), "R10: a run closes months in their order", facts);
      mustHold((periods.at(-1) ?? "") <= lastClosed, "R10: what a run says it closed is closed", facts);
    },
    isSure: true,
  });
  return {
    start: () => {
      for (const run of closeRuns)
        for (let closer = 0; closer < run.closers; closer++) errands.doAfter(run.atMs, errandOf(run));
    },
    isDone: errands.areDone,
    settle: () => {
      errands.settle();
      const last = new Map(closeRuns.map((run) => [run.tenant, run]));
      for (const run of last.values()) errands.doAfter(0, errandOf(run));
    },
  };
};

const isRising = (periods: readonly Period[]): boolean =>
  periods.every((period, index) => index === 0 || (periods[index - 1] ?? "") < period);

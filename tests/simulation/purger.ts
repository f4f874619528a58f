import type { TenantId } from "../../shared/domain/ids.ts";
import type { Followed } from "./commit-checks.ts";
import { createErrands, type Errand } from "./errands.ts";
import type { Fleet } from "./fleet.ts";
import { lastPurgeableAt } from "./months.ts";
import { required } from "./required.ts";
import type { Actor, Stage } from "./stage.ts";
import { mustHold } from "./violation.ts";
import type { World } from "./world.ts";

/** Purges what is due, at the planned times, when the faults have stopped, and when nobody else is at work. */
export const createPurger = (
  stage: Stage,
  fleet: Fleet,
  partitions: ReadonlyMap<string, Followed>,
  { calendar, purgeRuns, isCalm }: World,
): Actor => {
  const { random } = stage;
  const errands = createErrands<number>(stage, fleet, isCalm);
  const tenants = new Set(purgeRuns.map(({ tenant }) => tenant));

  const errandOf = (tenant: TenantId): Errand<number> => ({
    shown: () => `purge ${tenant}`,
    // Now and then it stops between two pages, as a run does that has no more time.
    work: async (instance) => {
      // As the hourly run does; without it, by the head as the instance saw it last.
      if (random.chance(0.5)) await instance.close(tenant);
      return await instance.purge(tenant, () => random.chance(0.2));
    },
    check: (deleted) => {
      const { purged } = required(partitions.get(tenant)).rows;
      mustHold(deleted <= purged(), "a purge tells of no more than it deleted", () => ({ tenant, deleted }));
    },
    isSure: true,
  });
  const lastErrandOf = (tenant: TenantId): Errand<number> => ({
    ...errandOf(tenant),
    work: async (instance) => {
      await instance.close(tenant);
      return await instance.purge(tenant, () => false);
    },
    check: (_, startedAtMs) => {
      const { rows, head } = required(partitions.get(tenant));
      const retained = lastPurgeableAt(startedAtMs, calendar.retentionMonths);
      const lastClosed = head().lastClosed ?? "";
      const left = [...rows.all].filter(([, { row }]) => row.period <= retained && row.period <= lastClosed);
      mustHold(left.length === 0, "in the end all is purged that is due", () => ({ tenant, left }));
    },
  });
  return {
    start: () => {
      for (const { atMs, tenant, purgers } of purgeRuns)
        for (let purger = 0; purger < purgers; purger++) errands.doAfter(atMs, errandOf(tenant));
    },
    isDone: errands.areDone,
    settle: () => {
      errands.settle();
      for (const tenant of tenants) errands.doAfter(0, errandOf(tenant));
    },
    finish: () => {
      for (const tenant of tenants) errands.doAfter(0, lastErrandOf(tenant));
    },
  };
};

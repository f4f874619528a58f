import type { Put } from "../../shared/domain/put.ts";
import type { Result } from "../../shared/domain/result.ts";
import type { SinceRefusal } from "../../shared/domain/since.ts";
import type { Followed } from "./commit-checks.ts";
import { createErrands, type Errand } from "./errands.ts";
import type { Fleet } from "./fleet.ts";
import { firstKeptAt, monthOf } from "./months.ts";
import { required } from "./required.ts";
import type { PlannedSincePut } from "./since-puts.ts";
import type { Actor, Stage } from "./stage.ts";
import { mustHold } from "./violation.ts";
import type { World } from "./world.ts";

type SincePut = Result<Put, SinceRefusal>;

/** Puts the planned first periods, and checks that what is said of each is true. */
export const createSinceMover = (
  stage: Stage,
  fleet: Fleet,
  partitions: ReadonlyMap<string, Followed>,
  { calendar, sincePuts, isCalm }: World,
): Actor => {
  const errands = createErrands<SincePut>(stage, fleet, isCalm);

  const errandOf = ({ tenant, since }: PlannedSincePut): Errand<SincePut> => ({
    shown: () => `put ${since} as the first period of ${tenant}`,
    work: (instance) => instance.tenants.put(tenant, { name: tenant, since }),
    check: (put, startedAtMs) => {
      const head = required(partitions.get(tenant)).head();
      const facts = () => ({ tenant, since, put, head });
      if (put.ok) mustHold(head.since <= since, "a first period that was put is kept", facts);
      else mustHold(isTrue(put.refusal), "a first period is refused with reason", facts);

      function isTrue({ code }: SinceRefusal): boolean {
        if (code === "since-fixed") return head.lastClosed !== undefined || since > head.since;
        const endedAtMs = stage.latestMs();
        return since > monthOf(startedAtMs) || since < firstKeptAt(endedAtMs, calendar.retentionMonths);
      }
    },
    // A head that many change, for names too, is given up after a few tries.
    isSure: false,
  });
  return {
    start: () => {
      for (const put of sincePuts) errands.doAfter(put.atMs, errandOf(put));
    },
    isDone: errands.areDone,
    settle: errands.settle,
  };
};

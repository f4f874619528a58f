import type { GrantPut } from "../../shared/application/grants.ts";
import type { GrantRefusal } from "../../shared/domain/grant.ts";
import type { Followed } from "./commit-checks.ts";
import { createErrands, type Errand } from "./errands.ts";
import type { Fleet } from "./fleet.ts";
import type { PlannedGrantPut } from "./grant-puts.ts";
import { required } from "./required.ts";
import type { Actor, Stage } from "./stage.ts";
import { mustHold } from "./violation.ts";
import type { World } from "./world.ts";

/** Puts the planned grants, and checks that what is said of each is true. */
export const createGranter = (
  stage: Stage,
  fleet: Fleet,
  partitions: ReadonlyMap<string, Followed>,
  { grantPuts, isCalm }: World,
): Actor => {
  const errands = createErrands<GrantPut | undefined>(stage, fleet, isCalm);

  const errandOf = ({ tenant, grant }: PlannedGrantPut): Errand<GrantPut | undefined> => ({
    shown: () => `put ${JSON.stringify(grant)} of ${tenant}`,
    work: (instance) => instance.grants.put(tenant, grant),
    check: (put) => {
      const followed = required(partitions.get(tenant));
      const versions = followed.grants.get(grant.grantId) ?? [];
      const facts = () => ({ tenant, grant, put, versions, lastClosed: followed.head().lastClosed });
      mustHold(put !== undefined, "a tenant that exists is found", facts);
      if (put?.ok) {
        const isStored = versions.some((stored) => isSame(stored, grant) && stored.until === grant.until);
        mustHold(isStored, "an acknowledged grant is stored", facts);
      } else if (put) mustHold(isTrue(put.refusal), "a grant is refused with reason", facts);

      function isTrue(refusal: GrantRefusal): boolean {
        if (refusal.code === "grant-differs")
          return versions.length > 0 && !versions.some((stored) => isSame(stored, grant));
        // What is stored now was stored before the close, since nothing can change it any more.
        const last = versions.at(-1);
        const isStored = last && isSame(last, grant) && last.until === grant.until;
        return refusal.period <= (followed.head().lastClosed ?? "") && !isStored;
      }
    },
    // A head that many change, for names too, is given up after a few tries.
    isSure: false,
  });
  return {
    start: () => {
      for (const put of grantPuts) errands.doAfter(put.atMs, errandOf(put));
    },
    isDone: errands.areDone,
    settle: errands.settle,
  };
};

type Terms = { readonly kind: string; readonly quantity: number; readonly from: string };

const isSame = (a: Terms, b: Terms): boolean =>
  a.kind === b.kind && a.quantity === b.quantity && a.from === b.from;

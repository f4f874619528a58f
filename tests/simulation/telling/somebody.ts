import { instant, parsePeriod } from "../../../shared/domain/period.ts";
import { createErrands, type Errand } from "../errands.ts";
import type { Fleet } from "../fleet.ts";
import { monthOf, monthsAfter } from "../months.ts";
import { required } from "../required.ts";
import type { Actor } from "../stage.ts";
import type { Happening } from "./happenings.ts";
import type { TellingInstance } from "./instance.ts";
import type { Queues } from "./queues.ts";
import { inputOf } from "./setup.ts";
import type { TellingStage } from "./subject.ts";
import { countSessions } from "./use.ts";
import type { TellingWorld } from "./world.ts";

type Doing<Kind> = Extract<Happening, { readonly kind: Kind }>;

/** Does what is planned: counts, asks, grants, looks after endpoints; each asks the queues as the app would. */
export const createSomebody = (
  stage: TellingStage,
  fleet: Fleet<TellingInstance>,
  queues: Queues,
  world: TellingWorld,
): Actor => {
  const { scheduler, failures, table } = stage;
  const errands = createErrands<unknown, TellingInstance>(stage, fleet, false);
  let left = world.happenings.length;
  const nowMs = (): number => world.startsAtMs + scheduler.now();
  const periodAt = (isOld: boolean) => required(parsePeriod(monthsAfter(monthOf(nowMs()), isOld ? -1 : 0)));
  const errand = (
    shown: string,
    work: (instance: TellingInstance) => Promise<unknown>,
  ): Errand<unknown, TellingInstance> => ({
    ...{ shown: () => shown, work, check: () => undefined, isSure: false },
  });

  const use = async ({ tenant, sessions, isOld }: Doing<"use">): Promise<void> => {
    const period = periodAt(isOld);
    const cause = await countSessions(table, tenant, { period, sessions, atMs: nowMs() });
    stage.trace.note(() => `${sessions} sessions of ${tenant} in ${period}: ${cause}`);
    queues.bind({ checks: [{ tenant, period, cause }] });
  };
  const work = (happening: Exclude<Happening, { kind: "use" | "check" | "poison" }>) => {
    const { kind } = happening;
    const shown = JSON.stringify({ ...happening, tenant: undefined });
    switch (kind) {
      case "grant":
        return errand(shown, async ({ app }) => {
          const put = await app.grants.put(happening.tenant, happening.grant);
          if (put?.ok) queues.bind({ checks: [await app.checkOfNow(happening.tenant, "grant")] });
        });
      case "put-endpoint": {
        const { tenant, endpoint } = happening;
        return errand(shown, ({ app }) =>
          app.endpoints.put(tenant.name, endpoint, inputOf(tenant, endpoint)),
        );
      }
      case "remove-endpoint":
        return errand(shown, ({ app }) => app.endpoints.remove(happening.tenant, happening.endpoint));
      case "replay": {
        const [from, to] = [nowMs() - happening.backMs, nowMs()].map((ms) => required(instant(ms)));
        return errand(shown, ({ app }) =>
          app.replay(happening.tenant, happening.endpoint, required(from), required(to)),
        );
      }
    }
  };
  const happen = async (happening: Happening): Promise<void> => {
    left--;
    if (happening.kind === "use") return await use(happening);
    if (happening.kind === "poison") return queues.put(happening.message);
    if (happening.kind !== "check") return errands.doAfter(0, work(happening));
    const { tenant, isOld } = happening;
    queues.bind({ checks: [{ tenant, period: periodAt(isOld), cause: "counted" }] });
  };
  return {
    start: () => {
      for (const happening of world.happenings)
        scheduler.after(happening.atMs, () => happen(happening).catch(failures.report));
      left++;
      scheduler.after(world.faultsMs, () => void left--);
    },
    isDone: () => left === 0 && errands.areDone(),
    settle: errands.settle,
  };
};

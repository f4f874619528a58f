import type { Fleet, Mortal } from "./fleet.ts";
import type { Actor, BareStage } from "./stage.ts";

/** Kills an instance at each of these times, besides those that die at an operation of their own. */
export const createCrasher = <Member extends Mortal>(
  { scheduler }: BareStage,
  fleet: Fleet<Member>,
  crashesAtMs: readonly number[],
): Actor => {
  let left = crashesAtMs.length;
  return {
    start: () => {
      for (const atMs of crashesAtMs)
        scheduler.after(atMs, () => {
          left--;
          fleet.crash();
        });
    },
    isDone: () => left === 0,
    settle: () => undefined,
  };
};

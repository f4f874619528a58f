import { Died, type HookedTable } from "./hooked-table.ts";

/** On which side of the transaction the process dies. */
export type DeathSide = "before" | "after";

/**
 * Lets the process die at its `nth` transaction from now on: it writes nothing more, whatever else it had begun.
 * Gives whether it came to that.
 */
export const dieAt = (table: HookedTable, nth: number, side: DeathSide): (() => boolean) => {
  let made = 0;
  let isDead = false;
  table.onTransact(async (_, __, go) => {
    if (isDead) throw new Died("The process is dead.");
    made += 1;
    if (made < nth) return await go();
    isDead = true;
    if (side === "after") await go();
    throw new Died("The process died.");
  });
  return () => isDead;
};

/** Runs `act` in a process that may die of it; any other fault is the test's. */
export const tryToLive = async (act: () => Promise<unknown>): Promise<void> => {
  try {
    await act();
  } catch (fault) {
    if (!(fault instanceof Died)) throw fault;
  }
};

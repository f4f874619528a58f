import { plusMs } from "../../domain/period.ts";
import { forEachAtOnce } from "../for-each-at-once.ts";
import type { Ports } from "../ports.ts";
import { duePointers, movePointer, type Pointer, type VersionedPointer } from "./pointers.ts";

const POINTERS_MAX = 500;
// Long enough for the queue to have its message handled, so that it is not sent twice without need.
const AHEAD_MS = 2 * 60 * 1000;

/** Takes what is due, to be put on the queue; up to 500 at once, the rest comes with the next sweep. */
export type Sweep = () => Promise<readonly Pointer[]>;

/**
 * Each pointer is moved ahead before its message is sent and stays until its delivery is done, so a message
 * that is lost, with this process or with the queue, is sent again. Of two sweeps at once each pointer is one's.
 * It reads nothing else: whether a delivery is due is for its row to say.
 */
export const createSweep =
  ({ store, clock }: Pick<Ports, "store" | "clock">): Sweep =>
  async () => {
    const now = await clock.now();
    const due = await duePointers(store, now, POINTERS_MAX);
    const taken: Pointer[] = [];
    const take = async (found: VersionedPointer): Promise<void> => {
      const dueAt = plusMs(now, AHEAD_MS);
      const { outcome } = await movePointer(store, found, dueAt);
      if (outcome !== "conflict") taken.push({ ...found.pointer, dueAt });
    };
    await forEachAtOnce(due, take);
    return taken;
  };

import type { Random } from "../random.ts";

/** What can go wrong between the app and its queues. */
export const QUEUE_FAULT_KINDS = ["output-lost", "doubled", "lease-lost", "delete-lost", "delayed"] as const;
type QueueFaultKind = (typeof QUEUE_FAULT_KINDS)[number];

/** The faults of one run's queues, drawn one by one until they are stopped. */
export type QueueFaults = {
  readonly happens: (kind: QueueFaultKind) => boolean;
  readonly stop: () => void;
};

const LEVELS = [0, 0, 0.02, 0.1, 0.3];

/** Each kind has a probability of its own, at times that are wild. */
export const createQueueFaults = (random: Random, isWild: () => boolean): QueueFaults => {
  const levels = new Map(QUEUE_FAULT_KINDS.map((kind) => [kind, random.pick(LEVELS)]));
  let isStopped = false;
  return {
    happens: (kind) => {
      const level = levels.get(kind) ?? 0;
      return !isStopped && level > 0 && isWild() && random.chance(level);
    },
    stop: () => {
      isStopped = true;
    },
  };
};

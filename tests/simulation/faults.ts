import type { Random } from "./random.ts";

/** What can go wrong. `conflict` is no fault of the store: another writer came first; nor is `not-admitted`. */
export const FAULT_KINDS = [
  "refused",
  "answer-lost",
  "late",
  "twice",
  "read-lost",
  "slow",
  "crash",
  "gave-up",
  "conflict",
  "not-admitted",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];
export type FaultCounts = Record<FaultKind, number>;

/** No faults counted yet. */
export const noFaults = (): FaultCounts => ({
  refused: 0,
  "answer-lost": 0,
  late: 0,
  twice: 0,
  "read-lost": 0,
  slow: 0,
  crash: 0,
  "gave-up": 0,
  conflict: 0,
  "not-admitted": 0,
});

/** What becomes of a transaction that was sent. */
export type WriteFault = "none" | "refused" | "answer-lost" | "late" | "twice";

/** The faults of one run, drawn one by one until they are stopped. */
export type Faults = {
  readonly ofWrite: () => WriteFault;
  readonly isReadLost: () => boolean;
  readonly isSlow: () => boolean;
  /** Whether an instance dies soon after the operation that it just sent. */
  readonly isCrash: () => boolean;
  readonly count: (kind: FaultKind) => void;
  readonly counts: Readonly<FaultCounts>;
  readonly stop: () => void;
};

// How wild a seed is: some hardly see one kind of fault, some hardly anything else.
const LEVELS = [0, 0, 0.02, 0.05, 0.1, 0.2, 0.4];
const CRASH_LEVELS = [0, 0, 0.005, 0.02, 0.05];
const WRITE_FAULTS = ["refused", "answer-lost", "late", "twice"] as const;

/** Faults with probabilities that the seed draws once, each kind by itself; none at all where `isCalm`. */
export const createFaults = (random: Random, isCalm: boolean): Faults => {
  const counts = noFaults();
  const write = WRITE_FAULTS.map((kind) => ({ kind, level: random.pick(LEVELS) / 2 }));
  const readLost = random.pick(LEVELS);
  const slow = random.pick(LEVELS);
  const crash = random.pick(CRASH_LEVELS);
  let isStopped = isCalm;
  const happens = (kind: FaultKind, level: number): boolean => {
    if (isStopped || level === 0 || !random.chance(level)) return false;
    counts[kind]++;
    return true;
  };
  return {
    ofWrite: () => write.find(({ kind, level }) => happens(kind, level))?.kind ?? "none",
    isReadLost: () => happens("read-lost", readLost),
    isSlow: () => happens("slow", slow),
    isCrash: () => happens("crash", crash),
    count: (kind) => {
      counts[kind]++;
    },
    counts,
    stop: () => {
      isStopped = true;
    },
  };
};

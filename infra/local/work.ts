/** Work that was begun and is waited for later; none of it may reject. */
export type Work = {
  readonly begin: (part: Promise<unknown>) => void;
  readonly count: () => number;
  /** Resolves when a part ends; at once where there is none. */
  readonly oneEnded: () => Promise<unknown>;
  /** Resolves when all has ended, also what is begun meanwhile. */
  readonly allEnded: () => Promise<void>;
};

/** None yet. */
export const createWork = (): Work => {
  const running = new Set<Promise<unknown>>();
  return {
    begin: (part) => {
      running.add(part);
      void part.finally(() => running.delete(part));
    },
    count: () => running.size,
    oneEnded: async () => (running.size > 0 ? Promise.race(running) : undefined),
    allEnded: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
};

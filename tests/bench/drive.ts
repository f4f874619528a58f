import { quantileOf } from "./statistics.ts";

/** How fast work was done, and how long one piece of it took. */
export type Driven = {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

/** Does the work on all items in their order, `inFlight` of them at any time. Throws what the work throws. */
export const drive = async <Item>(
  items: readonly Item[],
  inFlight: number,
  work: (item: Item) => Promise<unknown>,
): Promise<Driven> => {
  // One iterator for all, so each item is taken once, by whoever is free.
  const left = items.values();
  const latenciesMs: number[] = [];
  const takeAll = async (): Promise<void> => {
    for (const item of left) {
      const startedAt = performance.now();
      await work(item);
      latenciesMs.push(performance.now() - startedAt);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: inFlight }, takeAll));
  const elapsedMs = performance.now() - startedAt;
  return {
    perSecond: (items.length / elapsedMs) * 1000,
    p50Ms: quantileOf(latenciesMs, 0.5),
    p99Ms: quantileOf(latenciesMs, 0.99),
  };
};

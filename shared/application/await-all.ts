import { StoreUnavailable } from "./ports.ts";

/**
 * Waits for all of it, also where some fails: what the rest found is then not lost, and nothing is still
 * under way. Throws what failed first in their order, but rather a bug than that the store is unavailable.
 */
export const awaitAll = async (work: readonly Promise<unknown>[]): Promise<void> => {
  const outcomes = await Promise.allSettled(work);
  const causes = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  if (causes.length > 0) throw causes.find((cause) => !(cause instanceof StoreUnavailable)) ?? causes[0];
};

import type { Randomness, Timers } from "./ports.ts";

const MS_FIRST = 10;
const MS_MAX = 400;

/**
 * Waits before the try number `attempt` (from 0). The first repeat comes at once, since most conflicts
 * are settled by one look; later ones wait longer and longer, with jitter, so that processes that met
 * do not meet again.
 */
export const backOff = async (
  { timers, randomness }: { readonly timers: Timers; readonly randomness: Randomness },
  attempt: number,
): Promise<void> => {
  if (attempt < 2) return;
  const most = Math.min(MS_MAX, MS_FIRST * 2 ** attempt);
  const delayMs = most / 2 + randomness.below(most / 2);
  await new Promise<void>((resolve) => timers.after(delayMs, resolve));
};

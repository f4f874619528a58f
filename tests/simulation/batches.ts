import { type Calendar, momentsFrom, timeAround } from "./calendar.ts";
import type { PlannedInvocation } from "./invocations.ts";
import type { Random } from "./random.ts";
import { required } from "./required.ts";

/** What one request brings, `atMs` after the start. */
export type Batch = { readonly atMs: number; readonly batch: readonly PlannedInvocation[] };

type Send = { readonly planned: PlannedInvocation; readonly momentMs: number; readonly order: number };

/**
 * Every invocation at least once, some twice or three times, wherever they arrive; out of order. Most are
 * reported at the first moment after they took place, some at a later one, and a few ahead of their time.
 */
export const drawBatches = (
  random: Random,
  invocations: readonly PlannedInvocation[],
  calendar: Calendar,
  sizeMax: number,
): readonly Batch[] => {
  const sends = invocations.flatMap((planned): readonly Send[] => {
    const times = random.chance(0.4) ? 2 + random.below(2) : 1;
    return Array.from({ length: times }, () => ({
      planned,
      momentMs: drawMoment(random, planned.invocation.at, calendar),
      order: random.below(1_000_000),
    }));
  });
  sends.sort((a, b) => a.order - b.order);
  return calendar.momentsMs.flatMap((momentMs) => {
    const batches: Batch[] = [];
    const gathered = sends.filter((send) => send.momentMs === momentMs).map(({ planned }) => planned);
    for (let index = 0; index < gathered.length; ) {
      const size = sizeMax - random.below(Math.ceil(sizeMax / 2));
      const batch = gathered.slice(index, index + size);
      batches.push({ atMs: timeAround(random, momentMs, calendar), batch });
      index += size;
    }
    return batches;
  });
};

const drawMoment = (random: Random, at: number, calendar: Calendar): number => {
  const moments = momentsFrom(at, calendar);
  if (random.chance(0.02)) return random.pick(calendar.momentsMs);
  return random.chance(0.5) ? required(moments[0]) : random.pick(moments);
};

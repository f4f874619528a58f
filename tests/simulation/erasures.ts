import type { ConversationKey } from "../../shared/domain/conversation.ts";
import type { TenantId } from "../../shared/domain/ids.ts";
import { type Calendar, drawTime } from "./calendar.ts";
import type { PlannedInvocation } from "./invocations.ts";
import type { Random } from "./random.ts";

/** A conversation that somebody wants to be erased. */
export type PlannedErasure = {
  readonly atMs: number;
  readonly tenant: TenantId;
  readonly key: ConversationKey;
};

const ERASURES_MAX = 4;

/** Draws erasures of conversations that are reported some time: at times before, while or after they are. */
export const planErasures = (
  random: Random,
  invocations: readonly PlannedInvocation[],
  calendar: Calendar,
): readonly PlannedErasure[] => {
  const erasures = random.chance(0.65) ? 0 : 1 + random.below(ERASURES_MAX);
  return Array.from({ length: erasures }, () => {
    const { tenant, invocation } = random.pick(invocations);
    return { atMs: drawTime(random, calendar), tenant, key: invocation.conversationKey };
  });
};

import type { Channel } from "../domain/channel.ts";
import { type ConversationKey, identityOf } from "../domain/conversation.ts";
import type { TenantId } from "../domain/ids.ts";
import { type Instant, type Period, periodOf, plusMonths } from "../domain/period.ts";
import type { CountedRow, ExcludedRow } from "../domain/row.ts";
import type { ConversationKeys } from "./conversation-keys.ts";
import type { Heads } from "./heads.ts";
import type { Clock, Ports } from "./ports.ts";
import { readConversation } from "./rows/conversation-row.ts";

/** All that is kept of a conversation: why it counts, and what was reported of it and does not. */
export type Explanation = {
  readonly conversationKey: ConversationKey;
  readonly counted?: CountedRow;
  readonly excluded?: ExcludedRow;
};

export type ExplainConversation = (
  tenant: TenantId,
  key: ConversationKey,
) => Promise<Explanation | undefined>;
export type LookUpConversation = (
  tenant: TenantId,
  channel: Channel,
  conversationId: string,
  asked?: Period,
) => Promise<readonly Explanation[] | undefined>;

/** Tells what is kept under a key; undefined: nothing. */
export const createExplainConversation =
  ({ store }: Pick<Ports, "store">): ExplainConversation =>
  async (tenant, conversationKey) => {
    const found = (await readConversation(store, tenant, conversationKey)).map(({ row }) => row);
    if (found.length === 0) return undefined;
    const counted = found.find((row) => row.kind === "counted");
    const excluded = found.find((row) => row.kind === "excluded");
    return { conversationKey, ...(counted && { counted }), ...(excluded && { excluded }) };
  };

/**
 * Tells what is kept of the conversation with this raw id; undefined: no such tenant. A unique id has one
 * explanation at most; a persistent one has one for each month, or for the month asked for.
 */
export const createLookUpConversation = (ports: {
  readonly heads: Heads;
  readonly clock: Clock;
  readonly conversationKeys: ConversationKeys;
  readonly explainConversation: ExplainConversation;
  readonly retentionMonths: number;
}): LookUpConversation => {
  const { heads, clock, conversationKeys, explainConversation, retentionMonths } = ports;
  return async (tenant, channel, conversationId, asked) => {
    const [head, now] = await Promise.all([heads.get(tenant), clock.now(), conversationKeys.verify()]);
    if (head === undefined) return undefined;
    const isUnique = identityOf(channel, conversationId) === "unique";
    const months = isUnique || asked ? [asked ?? periodOf(now)] : monthsKept(now, retentionMonths);
    const found = await Promise.all(
      months.map((month) =>
        explainConversation(tenant, conversationKeys.keyOf(tenant, channel, conversationId, month)),
      ),
    );
    return found.flatMap((explanation) => {
      if (explanation === undefined) return [];
      const periods = [explanation.counted?.period, explanation.excluded?.period];
      return asked === undefined || periods.includes(asked) ? [explanation] : [];
    });
  };
};

/** From one month ahead, for what came from a clock that is ahead, to the oldest that a purge may not have reached. */
const monthsKept = (now: Instant, retentionMonths: number): readonly Period[] =>
  Array.from({ length: retentionMonths + 3 }, (_, back) => plusMonths(periodOf(now), 1 - back));

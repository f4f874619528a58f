import type { Channel } from "../domain/channel.ts";
import { type ConversationKey, identityOf } from "../domain/conversation.ts";
import type { TenantId } from "../domain/ids.ts";
import { type Period, periodOf, plusMonths } from "../domain/period.ts";
import type { CountedRow, ExcludedRow } from "../domain/row.ts";
import type { ConversationKeys } from "./conversation-keys.ts";
import type { Heads } from "./heads.ts";
import { rowFromStored, rowKeyOf } from "./ledger/rows.ts";
import type { Clock, TableStore } from "./ports.ts";

/** All that is kept of a conversation: why it counts, and what was reported of it and does not. */
export type Explanation = {
  readonly conversationKey: ConversationKey;
  readonly counted?: CountedRow;
  readonly excluded?: ExcludedRow;
};

type Ports = {
  readonly store: TableStore;
  readonly heads: Heads;
  readonly keys: ConversationKeys;
  readonly clock: Clock;
  readonly retentionMonths: number;
};

/** What is kept under this key; undefined: nothing. */
export const explainConversation = async (
  { store }: Pick<Ports, "store">,
  tenant: TenantId,
  conversationKey: ConversationKey,
): Promise<Explanation | undefined> => {
  const read = async (kind: "counted" | "excluded") => {
    const stored = await store.get("Sessions", tenant, rowKeyOf({ kind, key: conversationKey }));
    return stored && rowFromStored(stored).row;
  };
  const [counted, excluded] = await Promise.all([read("counted"), read("excluded")]);
  if (counted === undefined && excluded === undefined) return undefined;
  return {
    conversationKey,
    ...(counted?.kind === "counted" ? { counted } : {}),
    ...(excluded?.kind === "excluded" ? { excluded } : {}),
  };
};

/**
 * What is kept of the conversation with this raw id; undefined: no such tenant. A unique id has one
 * explanation at most; a persistent one has one for each month, or for the month asked for.
 */
export const lookUpConversation = async (
  ports: Ports,
  tenant: TenantId,
  channel: Channel,
  conversationId: string,
  asked?: Period,
): Promise<readonly Explanation[] | undefined> => {
  const [head, now] = await Promise.all([ports.heads.get(tenant), ports.clock.now(), ports.keys.verify()]);
  if (head === undefined) return undefined;
  const current = periodOf(now);
  const isUnique = identityOf(channel, conversationId) === "unique";
  // One month ahead, for what came from a clock that is ahead; one more back, for what is not purged yet.
  const months = isUnique
    ? [current]
    : asked === undefined
      ? Array.from({ length: ports.retentionMonths + 3 }, (_, index) => plusMonths(current, 1 - index))
      : [asked];
  const found = await Promise.all(
    months.map((month) =>
      explainConversation(ports, tenant, ports.keys.keyOf(tenant, channel, conversationId, month)),
    ),
  );
  return found.flatMap((explanation) => {
    if (explanation === undefined) return [];
    const periods = [explanation.counted?.period, explanation.excluded?.period];
    return asked === undefined || periods.includes(asked) ? [explanation] : [];
  });
};

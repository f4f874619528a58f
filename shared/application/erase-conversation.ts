import type { ConversationKey } from "../domain/conversation.ts";
import { erase } from "../domain/erase.ts";
import type { TenantId } from "../domain/ids.ts";
import type { Audit, Caller } from "./audit.ts";
import type { Op, TableStore, WritePorts } from "./ports.ts";
import { readConversation, rowKeyOf, rowToCells } from "./rows/conversation-row.ts";
import { type Try, untilSettled } from "./rows/settle.ts";

/** Whether there was anything to erase; what is erased already counts as such, so asking again is safe. */
export type EraseConversation = (tenant: TenantId, key: ConversationKey, caller: Caller) => Promise<boolean>;

/**
 * Makes a conversation's rows tombstones, both in one transaction. Totals and statements stay as they are:
 * a tombstone adds what its row added, so no lane is touched. Instances that remember a row as it was are
 * not told: a change of theirs fails by its ETag, and reading again they find it frozen.
 * What is reported of the conversation for the first time after that, in the other kind, is a new row.
 */
export const createEraseConversation =
  (ports: WritePorts & { readonly audit: Audit }): EraseConversation =>
  async (tenant, conversationKey, caller) => {
    const found = await readConversation(ports.store, tenant, conversationKey);
    if (found.length === 0) return false;
    await ports.audit(tenant, caller, { what: "conversation-erased", conversationKey }, () =>
      untilSettled(ports, () => tryErase(ports.store, tenant, conversationKey)),
    );
    return true;
  };

const tryErase = async (store: TableStore, tenant: TenantId, key: ConversationKey): Promise<Try<void>> => {
  const rows = await readConversation(store, tenant, key);
  const ops = rows.flatMap(({ row, etag, tx }): readonly Op[] => {
    const tombstone = erase(row);
    if (tombstone === row) return [];
    // `tx` stays: whoever made the row and has no answer yet still finds by it that the session is its own.
    return [{ op: "update", rowKey: rowKeyOf(row), cells: rowToCells(tombstone, tx), etag }];
  });
  if (ops.length === 0) return { settled: undefined };
  return { outcome: await store.transact("Sessions", tenant, ops), value: undefined };
};

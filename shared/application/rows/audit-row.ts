import type { ConversationKey } from "../../domain/conversation.ts";
import { type Instant, toIso } from "../../domain/period.ts";
import type { Cells } from "../ports.ts";

/** A change that is worth an account of its own. */
export type AuditedChange = {
  readonly what: "conversation-erased";
  readonly conversationKey: ConversationKey;
};

/** `pending`: about to be made, and after a crash made or not. `done`: it is made. */
export type AuditOutcome = "pending" | "done";

/** Where an entry is kept in the tenant's partition of `Audit`: in the order of time, each one for itself. */
export const auditKey = (at: Instant, uniqueId: string): string => `${toIso(at)}|${uniqueId}`;

/** The cells of an entry; `who` is the id of an API key, or `admin`. */
export const auditToCells = (
  { what, conversationKey }: AuditedChange,
  at: Instant,
  who: string,
  outcome: AuditOutcome,
): Cells => ({ what, conversationKey, at: toIso(at), who, outcome });

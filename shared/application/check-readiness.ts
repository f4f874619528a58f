import type { ConversationKeys } from "./conversation-keys.ts";
import type { Ports } from "./ports.ts";

/** Throws where nothing could be recorded now: `StoreUnavailable`, or `ConversationIdKeyChanged`. */
export type CheckReadiness = () => Promise<void>;

/** Asks the storage, each time, and whether it was filled under this conversation id key. */
export const createCheckReadiness =
  ({
    store,
    conversationKeys,
  }: Pick<Ports, "store"> & { readonly conversationKeys: ConversationKeys }): CheckReadiness =>
  async () => {
    // The key, once found right, is not asked for again; so something else is.
    await Promise.all([conversationKeys.verify(), store.get("Tenants", "installation", "readiness")]);
  };

import { createHmac, createSecretKey } from "node:crypto";
import type { Channel } from "../domain/channel.ts";
import {
  type ConversationKey,
  conversationKey,
  identityOf,
  scopeOf,
  spellingOf,
} from "../domain/conversation.ts";
import type { TenantId } from "../domain/ids.ts";
import type { Period } from "../domain/period.ts";
import type { WritePorts } from "./ports.ts";
import { ensureRow } from "./rows/single-row.ts";

/** The key under which ids are hidden is another than the one that the stored conversations were named with. */
export class ConversationIdKeyChanged extends Error {
  override readonly name = "ConversationIdKeyChanged";
}

/** Makes conversation ids into keys, which is the only form in which they are kept. */
export type ConversationKeys = {
  /** `period` is the month of the invocation; it joins the key of a persistent id only. */
  readonly keyOf: (
    tenant: TenantId,
    channel: Channel,
    conversationId: string,
    period: Period,
  ) => ConversationKey;
  /** Throws `ConversationIdKeyChanged`, or `StoreUnavailable` while that cannot be told. Remembers a success. */
  readonly verify: () => Promise<void>;
};

const KEY_BYTES = 24;
const FINGERPRINT_PLACE = {
  table: "Tenants",
  partition: "installation",
  rowKey: "conversation-id-key",
} as const;

/**
 * Keys are HMAC-SHA256 under `CONVERSATION_ID_KEY`. Its fingerprint is stored at first use: under another
 * key every live conversation would get a new name and count again, so nothing is recorded then.
 */
export const createConversationKeys = (ports: WritePorts, secret: Uint8Array): ConversationKeys => {
  // Made once: from bare bytes each HMAC would make a key object first, at several times its own cost.
  const secretKey = createSecretKey(secret);
  const hmac = (text: string): Buffer => createHmac("sha256", secretKey).update(text).digest();
  const fingerprint = hmac("botmeter: fingerprint of the conversation id key").toString("base64url");
  let verified: Promise<void> | undefined;

  const verifyNow = async (): Promise<void> => {
    const stored = await ensureRow(ports, FINGERPRINT_PLACE, { fingerprint });
    if (stored["fingerprint"] !== fingerprint)
      throw new ConversationIdKeyChanged(
        "CONVERSATION_ID_KEY is not the key that this storage was filled under.",
      );
  };
  return {
    keyOf: (tenant, channel, conversationId, period) => {
      const parts = [tenant, scopeOf(channel), spellingOf(channel, conversationId)];
      if (identityOf(channel, conversationId) === "persistent") parts.push(period);
      const key = conversationKey(hmac(JSON.stringify(parts)).subarray(0, KEY_BYTES).toString("base64url"));
      if (key === undefined) throw new Error("A conversation key has a form of its own.");
      return key;
    },
    verify: () => {
      verified ??= verifyNow().catch((cause: unknown) => {
        verified = undefined;
        throw cause;
      });
      return verified;
    },
  };
};

import * as z from "zod";
import type { Adapter } from "../application/adapter.ts";
import type { Incoming, Proof, Reply } from "../application/incoming.ts";
import { COMMON_SETTINGS } from "./common-settings.ts";
import { configuring } from "./configuring.ts";
import { JSON_TYPES } from "./media-types.ts";
import { isSame, isSignature } from "./signature.ts";
import { isVendorSecret } from "./vendor-secret.ts";
import { verdictOf } from "./verdicts.ts";
import { readWhatsAppItem, whatsAppItems } from "./whatsapp-message.ts";

const CHALLENGE = /^[\w-]{1,256}$/;
const SETTINGS = z.strictObject({
  /** What Meta's set-up is told, and shows here by GET. It opens that handshake alone, and is shown with the settings. */
  verifyToken: z.string().min(1).max(256).exactOptional(),
  ...COMMON_SETTINGS,
});

/**
 * HMAC-SHA256 over the raw body, by the app's secret. It has no time: a replay counts nothing, since the message says
 * itself when it was.
 * Source: Meta, "Webhooks", "Validating payloads".
 */
const META_SHA256: Proof = ({ header, bytes }, { secrets }) => {
  const [, signature = ""] = /^sha256=(\S+)$/.exec(header("x-hub-signature-256") ?? "") ?? [];
  const scheme = { algorithm: "sha256", encoding: "hex", parts: [bytes] } as const;
  return verdictOf(secrets.some((key) => isSignature(signature, { ...scheme, key })));
};

const tokenProof =
  (verifyToken: string | undefined): Proof =>
  ({ method, query }) => {
    const shown = query.get("hub.verify_token");
    const isShown = method === "GET" && verifyToken !== undefined && shown !== undefined;
    return verdictOf(isShown && isSame(shown, verifyToken));
  };

const challengeOf = ({ method, query }: Incoming): Reply | undefined => {
  const challenge = query.get("hub.challenge") ?? "";
  const isAsked = method === "GET" && query.get("hub.mode") === "subscribe" && CHALLENGE.test(challenge);
  return isAsked ? { text: challenge } : undefined;
};

/** The webhook of a WhatsApp Business number, by Meta's Cloud API. */
export const WHATSAPP: Adapter = {
  isVendorSecret,
  configure: configuring(SETTINGS, (settings) => ({
    mediaTypes: JSON_TYPES,
    proofs: [META_SHA256, tokenProof(settings.verifyToken)],
    countOf: (payload) => whatsAppItems(payload).length,
    read: (payload) => whatsAppItems(payload).map((item) => readWhatsAppItem(item, settings)),
    handshake: challengeOf,
  })),
};

import type { Proof } from "../application/incoming.ts";
import { isRecent, isSame, signatureOf } from "./signature.ts";
import { NOT_PROVED, verdictOf } from "./verdicts.ts";

const PREFIX = /^whsec_/;
const SIGNATURES_MAX = 10;

/**
 * A sender of one's own that signs as Standard Webhooks has it: HMAC-SHA256 over id, time and raw body. Several
 * signatures may be given, one of which has to be right.
 * Source: Standard Webhooks specification 1.0.0, "Signature scheme".
 */
export const STANDARD_WEBHOOKS: Proof = ({ header, bytes }, { secrets, now }) => {
  const [id, seconds] = [header("webhook-id"), header("webhook-timestamp")];
  if (!id || !isRecent(seconds, now)) return NOT_PROVED;
  const given = (header("webhook-signature") ?? "").split(" ", SIGNATURES_MAX);
  const signatures = given.filter((text) => text.startsWith("v1,")).map((text) => text.slice("v1,".length));
  if (signatures.length === 0) return NOT_PROVED;
  const parts = [`${id}.${seconds}.`, bytes];
  // Once for each secret, however many signatures are given: each goes over the whole body.
  const right = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(PREFIX, ""), "base64");
    return signatureOf({ algorithm: "sha256", encoding: "base64", key, parts });
  });
  return verdictOf(right.some((expected) => signatures.some((text) => isSame(text, expected))));
};

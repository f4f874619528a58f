import type { Proof } from "../application/incoming.ts";
import { isRecent, isSignature } from "./signature.ts";
import { NOT_PROVED, verdictOf } from "./verdicts.ts";

const PREFIX = /^whsec_/;

/**
 * A sender of one's own that signs as Standard Webhooks has it: HMAC-SHA256 over id, time and raw body. Several
 * signatures may be given, one of which has to be right.
 * Source: Standard Webhooks specification 1.0.0, "Signature scheme".
 */
export const STANDARD_WEBHOOKS: Proof = ({ header, bytes }, { secrets, now }) => {
  const [id, seconds] = [header("webhook-id"), header("webhook-timestamp")];
  if (!id || !isRecent(seconds, now)) return NOT_PROVED;
  const signatures = (header("webhook-signature") ?? "").split(" ");
  const schemes = secrets.map(
    (secret) =>
      ({
        algorithm: "sha256",
        encoding: "base64",
        key: Buffer.from(secret.replace(PREFIX, ""), "base64"),
        parts: [`${id}.${seconds}.`, bytes],
      }) as const,
  );
  return verdictOf(
    schemes.some((scheme) =>
      signatures.some((text) => text.startsWith("v1,") && isSignature(text.slice("v1,".length), scheme)),
    ),
  );
};

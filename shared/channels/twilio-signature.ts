import { createHash } from "node:crypto";
import type { Incoming, Proof } from "../application/incoming.ts";
import { isSame, isSignature } from "./signature.ts";
import { NOT_PROVED, verdictOf } from "./verdicts.ts";

const BODY_HASH = "bodySHA256";
const SHA1_BASE64 = /^[A-Za-z0-9+/]{27}=$/;
// Far more than Twilio sends.
const FIELDS_MAX = 1_000;

/**
 * HMAC-SHA1 over the address as Twilio was told it, and over the form's fields; of JSON the address carries the hash
 * of the body. It has no time: a replay counts nothing, since the message says itself when it was.
 * Source: Twilio, "Webhooks security", "Validating signatures from Twilio".
 */
export const twilioProof =
  (publicUrl: string): Proof =>
  (incoming, { secrets }) => {
    const { header, query, bytes } = incoming;
    const signature = header("x-twilio-signature") ?? "";
    // Before anything is done about the body: that takes the process from all others, whoever sent it.
    if (!SHA1_BASE64.test(signature)) return NOT_PROVED;
    const hash = query.get(BODY_HASH);
    const parts = hash === undefined ? [publicUrl, signedFields(incoming)] : [withHash(publicUrl, hash)];
    const isWhole =
      hash === undefined || isSame(hash.toLowerCase(), createHash("sha256").update(bytes).digest("hex"));
    const scheme = { algorithm: "sha1", encoding: "base64", parts } as const;
    return verdictOf(isWhole && secrets.some((key) => isSignature(signature, { ...scheme, key })));
  };

const withHash = (url: string, hash: string): string =>
  `${url}${url.includes("?") ? "&" : "?"}${BODY_HASH}=${hash}`;

/** The fields of the form, each name and each of its values once, in their order, with nothing in between. */
const signedFields = ({ bytes }: Incoming): string => {
  const fields = new Map<string, Set<string>>();
  const given = [...new URLSearchParams(new TextDecoder().decode(bytes))];
  for (const [name, value] of given.slice(0, FIELDS_MAX))
    fields.set(name, (fields.get(name) ?? new Set()).add(value));
  return [...fields.keys()]
    .sort()
    .flatMap((name) => [...(fields.get(name) ?? [])].sort().map((value) => name + value))
    .join("");
};

import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Instant } from "../domain/period.ts";

/** How a scheme makes its signature: over these parts one after the other, with this key, spelled so. */
type Scheme = {
  readonly algorithm: "sha1" | "sha256";
  readonly encoding: "base64" | "hex";
  readonly key: string | Uint8Array;
  readonly parts: readonly (string | Uint8Array)[];
};

const REPLAY_MS_MAX = 5 * 60 * 1000;
const EPOCH_SECONDS = /^\d{1,12}$/;

/** Whether the text is the scheme's HMAC, in the one spelling that it has. Takes as long whatever was sent. */
export const isSignature = (text: string, scheme: Scheme): boolean => isSame(text, signatureOf(scheme));

/** The scheme's HMAC, spelled as it has it. */
export const signatureOf = ({ algorithm, encoding, key, parts }: Scheme): string => {
  const hmac = createHmac(algorithm, key);
  for (const part of parts) hmac.update(part);
  return hmac.digest(encoding);
};

/** Whether two texts are the same, by their digests, so that neither length nor content shows in the time it takes. */
export const isSame = (a: string, b: string): boolean => timingSafeEqual(digestOf(a), digestOf(b));

/** Whether epoch seconds as text lie within 5 minutes of `now`: what is older may be a replay. */
export const isRecent = (seconds: string | undefined, now: Instant): seconds is string =>
  seconds !== undefined &&
  EPOCH_SECONDS.test(seconds) &&
  Math.abs(Number(seconds) * 1000 - now) <= REPLAY_MS_MAX;

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();

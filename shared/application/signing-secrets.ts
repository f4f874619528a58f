import * as z from "zod";
import { type Instant, instant, plusMs } from "../domain/period.ts";
import type { Randomness } from "./ports.ts";

/** A secret that webhooks are signed with, both ways; `until`: it was replaced, and is used no longer from then on. */
export type SigningSecret = { readonly secret: string; readonly until?: Instant };

/** Secrets as JSON holds them, `until` as epoch milliseconds. */
export const signingSecrets = z.array(
  z.object({
    secret: z.string(),
    until: z
      .number()
      .transform((epochMs) => instant(epochMs) ?? z.NEVER)
      .exactOptional(),
  }),
);

// The other side has a day to take over a new secret: until then both hold.
const OVERLAP_MS = 24 * 60 * 60 * 1000;
// A client that repeats its request, for want of an answer, must not cost the receiver the secret that it knows.
const LIVE_MAX = 10;
// Base64 of 24 bytes, the least that Standard Webhooks allows: every four characters hold three.
const LENGTH = 32;

/** A new secret, as Standard Webhooks spells it. */
export const newSecret = ({ base62 }: Randomness): SigningSecret => ({ secret: `whsec_${base62(LENGTH)}` });

/** The secrets once `fresh` is the one: those before live on for a day from when each was replaced. */
export const rotated = (
  secrets: readonly SigningSecret[],
  fresh: SigningSecret,
  now: Instant,
): readonly SigningSecret[] => [
  fresh,
  ...secrets
    .map(({ secret, until = plusMs(now, OVERLAP_MS) }) => ({ secret, until }))
    .filter(({ until }) => now < until)
    .slice(0, LIVE_MAX - 1),
];

/** Those that hold at `now`, the newest first. */
export const liveSecrets = (secrets: readonly SigningSecret[], now: Instant): readonly string[] =>
  secrets.filter(({ until }) => until === undefined || now < until).map(({ secret }) => secret);

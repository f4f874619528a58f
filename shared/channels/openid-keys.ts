import * as z from "zod";
import { type FetchJson, ProofUnavailable } from "../application/incoming.ts";
import type { Timers } from "../application/ports.ts";

/** A key that an issuer signs with. `endorsements`: the channels that it may speak for. */
export type IssuerKey = {
  readonly jwk: { readonly kty: string; readonly n: string; readonly e: string };
  readonly endorsements: readonly string[];
};

/** The keys of an issuer. */
export type IssuerKeys = {
  /** The key of that id; undefined where the issuer has none. Throws `ProofUnavailable` where that is not known. */
  readonly keyOf: (kid: string) => Promise<IssuerKey | undefined>;
};

type Known = { readonly keys: ReadonlyMap<string, IssuerKey>; readonly fetchedMs: number };

const HOUR_MS = 3_600_000;
// Within this the issuer asks that its document be read again, and within this a key that it dropped is dropped here.
const FRESH_MS = HOUR_MS;
// While the issuer is out of reach its last word holds; it promises no more than a day.
const KEPT_MS = 24 * HOUR_MS;
// Whoever sends unknown key ids makes it be read no more often than this.
const COOL_DOWN_MS = 30_000;
// Where no keys are known at all, everything waits for them.
const RETRY_MS = 5_000;
const KEYS_MAX = 100;

const DOCUMENT = z.object({ jwks_uri: z.url({ protocol: /^https$/ }) });
const KEY = z.object({
  kid: z.string(),
  kty: z.literal("RSA"),
  n: z.string(),
  e: z.string(),
  endorsements: z.array(z.string()).default([]),
});
const KEY_SET = z.object({ keys: z.array(z.unknown()).max(KEYS_MAX) });

/** The keys that an OpenID document leads to, remembered for an hour and read again at once for a key not seen yet. */
export const createIssuerKeys = (
  documentUrl: string,
  ports: { readonly fetchJson: FetchJson; readonly timers: Pick<Timers, "monotonicMs"> },
): IssuerKeys => {
  const { monotonicMs } = ports.timers;
  let known: Known | undefined;
  let fetching: Promise<Known> | undefined;
  let triedMs = Number.NEGATIVE_INFINITY;
  const fetchOnce = (): Promise<Known> => {
    if (fetching) return fetching;
    const fetchedMs = monotonicMs();
    triedMs = fetchedMs;
    fetching = fetchKeys(documentUrl, ports.fetchJson)
      .then((keys) => {
        known = { keys, fetchedMs };
        return known;
      })
      .finally(() => {
        fetching = undefined;
      });
    return fetching;
  };
  return {
    keyOf: async (kid) => {
      const ageMs = known ? monotonicMs() - known.fetchedMs : Number.POSITIVE_INFINITY;
      const found = known?.keys.get(kid);
      if (found && ageMs <= FRESH_MS) return found;
      const isCooling = monotonicMs() - triedMs < COOL_DOWN_MS;
      if (known && ageMs <= KEPT_MS) {
        if (isCooling && fetching === undefined) return found;
        const last = known;
        return (await fetchOnce().catch(() => last)).keys.get(kid);
      }
      if (monotonicMs() - triedMs < RETRY_MS && fetching === undefined)
        throw new ProofUnavailable("The issuer's keys could not be had a moment ago.");
      return (await fetchOnce()).keys.get(kid);
    },
  };
};

const fetchKeys = async (
  documentUrl: string,
  fetchJson: FetchJson,
): Promise<ReadonlyMap<string, IssuerKey>> => {
  try {
    const { jwks_uri: keysUrl } = DOCUMENT.parse(await fetchJson(documentUrl));
    const { keys } = KEY_SET.parse(await fetchJson(keysUrl));
    // One that is of another make takes no other with it.
    const usable = keys.flatMap((key) => KEY.safeParse(key).data ?? []);
    return new Map(usable.map(({ kid, endorsements, ...jwk }) => [kid, { jwk, endorsements }]));
  } catch (cause) {
    throw new ProofUnavailable("The issuer's keys cannot be had.", { cause });
  }
};

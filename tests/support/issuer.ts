import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from "jose";
import { NOW } from "./memory-app.ts";

/** The address of the keys that the documents of tests name. */
const KEYS_URL = "https://keys.example/keys";
/** The app that tokens are for, unless told otherwise. */
export const APP_ID = "5ba1e000-aaaa-4bbb-8ccc-ddddeeee0001";
export const SERVICE_URL = "https://smba.example.test/emea/";
const SECOND_MS = 1000;

/** Claims of a token; undefined leaves one out. */
export type Claims = Readonly<Record<string, unknown>>;

/** An issuer like Bot Connector, with keys of its own. */
export type Issuer = {
  /** Serves its document and its keys. */
  readonly fetchJson: (url: string) => Promise<unknown>;
  /** How often its keys were asked for. */
  readonly fetched: () => number;
  /** From now on it signs with a new key of this id, and shows that one alone. */
  readonly rotate: (kid: string) => Promise<void>;
  /** Whether it can be reached. */
  readonly be: (state: "up" | "down") => void;
  /** A token in force, with other claims and header where told. */
  readonly token: (claims?: Claims, header?: Readonly<Record<string, unknown>>) => Promise<string>;
  readonly publicKeyText: () => string;
};

/** The claims of a token that is in force at `NOW`. */
export const claimsOf = (but: Claims = {}): Record<string, unknown> => {
  const now = Date.parse(NOW) / SECOND_MS;
  return {
    iss: "https://api.botframework.com",
    aud: APP_ID,
    serviceurl: SERVICE_URL,
    nbf: now - 60,
    exp: now + 3600,
    ...but,
  };
};

/** A new issuer, whose keys are endorsed for these channels. */
export const newIssuer = async (endorsements: readonly string[] = ["msteams", "directline"]) => {
  let state: "up" | "down" = "up";
  let fetched = 0;
  let keys: unknown[] = [];
  let current: { kid: string; privateKey: CryptoKey; n: string } | undefined;
  const rotate = async (kid: string): Promise<void> => {
    const { publicKey, privateKey } = await generateKeyPair("RS256");
    const jwk = await exportJWK(publicKey);
    current = { kid, privateKey, n: String(jwk.n) };
    keys = [
      { kid: "of another make", kty: "EC" },
      { ...jwk, kid, endorsements },
    ];
  };
  await rotate("k1");
  const issuer: Issuer = {
    fetchJson: async (url) => {
      if (state === "down") throw new Error("Nothing is there.");
      if (url !== KEYS_URL) return { issuer: "https://api.botframework.com", jwks_uri: KEYS_URL };
      fetched++;
      return { keys };
    },
    fetched: () => fetched,
    rotate,
    be: (next) => {
      state = next;
    },
    token: async (claims, header) => {
      if (!current) throw new Error("There is no key.");
      const { kid, privateKey } = current;
      return await new SignJWT(claimsOf(claims))
        .setProtectedHeader({ alg: "RS256", typ: "JWT", kid, ...header })
        .sign(privateKey);
    },
    publicKeyText: () => current?.n ?? "",
  };
  return issuer;
};

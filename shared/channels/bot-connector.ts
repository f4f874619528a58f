import * as z from "zod";
import type { Incoming, Proof } from "../application/incoming.ts";
import { channel } from "../domain/channel.ts";
import type { Instant } from "../domain/period.ts";
import { itemsOf } from "./activity.ts";
import { JSON_TYPES } from "./media-types.ts";
import type { IssuerKey, IssuerKeys } from "./openid-keys.ts";
import { NOT_PROVED, PROVED } from "./verdicts.ts";

/** Where Bot Connector says which keys it signs with. */
export const BOT_CONNECTOR_DOCUMENT = "https://login.botframework.com/v1/.well-known/openidconfiguration";
const ISSUER = "https://api.botframework.com";
const ALGORITHM = "RS256";
const SKEW_SECONDS = 5 * 60;
const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;

const HEADER = z.object({ alg: z.literal(ALGORITHM), kid: z.string() });
const CLAIMS = z.object({ iss: z.literal(ISSUER), aud: z.string() });
const TOLD = z.object({ serviceUrl: z.string(), channelId: z.string() });
// The connector writes it in lower case, its documentation does not.
const SERVICE = z.union([
  z.object({ serviceurl: z.string() }).transform(({ serviceurl }) => serviceurl),
  z.object({ serviceUrl: z.string() }).transform(({ serviceUrl }) => serviceUrl),
]);

/**
 * Bot Connector's token: signed by one of its keys for this app, in force, for the service that every activity names,
 * by a key that is endorsed for the channel that every activity names. A source that names no app has no such proof.
 * Source: Bot Framework, "Authentication with the Bot Connector API", "Connector to bot".
 */
export const botConnectorProof =
  (keys: IssuerKeys, appId: string | undefined): Proof =>
  async (incoming, { now }) => {
    const [, token] = BEARER.exec(incoming.header("authorization") ?? "") ?? [];
    if (appId === undefined || token === undefined) return NOT_PROVED;
    const kid = await keyIdOf(token, appId);
    const key = kid === undefined ? undefined : await keys.keyOf(kid);
    const service = key && (await serviceOf(token, key, appId, now));
    const activities = service === undefined ? undefined : toldOf(incoming);
    if (!key || !activities?.every(({ serviceUrl }) => serviceUrl === service)) return NOT_PROVED;
    const unendorsed = activities.find(({ channelId }) => !key.endorsements.includes(channelId));
    if (unendorsed === undefined) return PROVED;
    const name = channel(unendorsed.channelId.toLowerCase());
    return name === undefined ? NOT_PROVED : { verdict: "unendorsed", channel: name };
  };

/**
 * The id of the key that the token says it is signed with. Undefined where it is none that could be right anyhow:
 * so that keys are not fetched for everyone's texts.
 */
const keyIdOf = async (token: string, appId: string): Promise<string | undefined> => {
  const { decodeJwt, decodeProtectedHeader } = await import("jose");
  try {
    const { aud } = CLAIMS.parse(decodeJwt(token));
    return aud === appId ? HEADER.parse(decodeProtectedHeader(token)).kid : undefined;
  } catch {
    // Nothing else is done here than to read what anyone may have written.
    return undefined;
  }
};

/** The service that a token of this key is for; undefined where it is not the key's, not in force or not for the app. */
const serviceOf = async (
  token: string,
  { jwk }: IssuerKey,
  appId: string,
  now: Instant,
): Promise<string | undefined> => {
  const { errors, importJWK, jwtVerify } = await import("jose");
  const options = {
    algorithms: [ALGORITHM],
    issuer: ISSUER,
    audience: appId,
    clockTolerance: SKEW_SECONDS,
    currentDate: new Date(now),
    requiredClaims: ["exp"],
  };
  try {
    const { payload } = await jwtVerify(token, await importJWK({ ...jwk }, ALGORITHM), options);
    return SERVICE.safeParse(payload).data;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
};

/** What each activity says of service and channel; undefined where one says neither, or the body is none. */
const toldOf = ({ payloadAs }: Incoming): readonly z.infer<typeof TOLD>[] | undefined => {
  const payload = payloadAs(JSON_TYPES);
  return payload.ok ? z.array(TOLD).safeParse(itemsOf(payload.value)).data : undefined;
};

import * as z from "zod";
import type { Adapter } from "../application/adapter.ts";
import type { Proof } from "../application/incoming.ts";
import { BOT_ID, COMMON_SETTINGS } from "./common-settings.ts";
import { configuring } from "./configuring.ts";
import { JSON_TYPES } from "./media-types.ts";
import { countActivities, readActivities } from "./read-activities.ts";
import { isSignature } from "./signature.ts";
import { verdictOf } from "./verdicts.ts";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const SCHEME = /^HMAC +(\S+)$/i;
// One bot: the messages name no recipient, so with several nobody could tell whose they are.
const SETTINGS = z.strictObject({ botIds: z.array(BOT_ID).length(1), ...COMMON_SETTINGS });

/**
 * Teams shows what it is answered with in the channel, and an error where that is no message.
 * Source: Microsoft Learn, "Create an Outgoing Webhook".
 */
const REPLY = { json: { type: "message", text: "Received." } };

/**
 * HMAC-SHA256 over the raw body, keyed by what the shown token decodes to. It has no time, so what was sent once can
 * be sent again: the conversation is then counted already.
 */
const TEAMS_HMAC: Proof = ({ header, bytes }, { secrets }) => {
  const [, signature = ""] = SCHEME.exec(header("authorization") ?? "") ?? [];
  return verdictOf(
    secrets.some((secret) =>
      isSignature(signature, {
        algorithm: "sha256",
        encoding: "base64",
        key: Buffer.from(secret, "base64"),
        parts: [bytes],
      }),
    ),
  );
};

/** A channel's outgoing webhook of Microsoft Teams. */
export const TEAMS_OUTGOING: Adapter = {
  isVendorSecret: (text) => BASE64.test(text),
  configure: configuring(SETTINGS, (settings) => ({
    mediaTypes: JSON_TYPES,
    proofs: [TEAMS_HMAC],
    countOf: countActivities,
    read: (payload) => readActivities(payload, settings),
    reply: REPLY,
  })),
};

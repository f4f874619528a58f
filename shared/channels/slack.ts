import * as z from "zod";
import type { Adapter } from "../application/adapter.ts";
import type { Proof, Reply } from "../application/incoming.ts";
import { COMMON_SETTINGS } from "./common-settings.ts";
import { configuring } from "./configuring.ts";
import { JSON_TYPES } from "./media-types.ts";
import { isRecent, isSignature } from "./signature.ts";
import { readSlackCallback } from "./slack-message.ts";
import { isVendorSecret } from "./vendor-secret.ts";
import { NOT_PROVED, verdictOf } from "./verdicts.ts";

const VERIFICATION = z.object({ type: z.literal("url_verification"), challenge: z.string().max(256) });

/**
 * HMAC-SHA256 over version, time and raw body, by the app's signing secret.
 * Source: Slack, "Verifying requests from Slack".
 */
const SLACK_V0: Proof = ({ header, bytes }, { secrets, now }) => {
  const seconds = header("x-slack-request-timestamp");
  const [, signature] = /^v0=(\S+)$/.exec(header("x-slack-signature") ?? "") ?? [];
  if (signature === undefined || !isRecent(seconds, now)) return NOT_PROVED;
  const parts = [`v0:${seconds}:`, bytes];
  return verdictOf(
    secrets.some((key) => isSignature(signature, { algorithm: "sha256", encoding: "hex", key, parts })),
  );
};

/** The events of a Slack app. */
export const SLACK: Adapter = {
  isVendorSecret,
  configure: configuring(z.strictObject(COMMON_SETTINGS), (settings) => ({
    mediaTypes: JSON_TYPES,
    proofs: [SLACK_V0],
    countOf: () => 1,
    read: (payload) => [readSlackCallback(payload, settings)],
    handshake: (_, payload): Reply | undefined => {
      const { data } = VERIFICATION.safeParse(payload);
      return data && { json: { challenge: data.challenge } };
    },
  })),
};

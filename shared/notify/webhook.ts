import { Webhook } from "standardwebhooks";
import type { Attempt } from "../application/notifications/sending.ts";

/** A request body with its headers. */
export type Payload = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

/**
 * An attempt as Standard Webhooks has it: signed with each live secret, so that a receiver that knows only the
 * old or only the new one accepts it. Throws on a secret that is no base64.
 */
export const webhookPayload = (
  { id, at, body: { type, timestamp, data } }: Attempt,
  secrets: readonly string[],
): Payload => {
  // The same bytes are signed and sent.
  const body = JSON.stringify({ type, timestamp, data });
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body));
  return {
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at / 1_000)),
      "webhook-signature": signatures.join(" "),
    },
    body,
  };
};

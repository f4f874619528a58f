import type { Incoming, Reply } from "../application/incoming.ts";

const ORIGIN = /^[\w.:*-]{1,253}$/;

/**
 * The answer to a sender that asks by OPTIONS whether it may send here, at any rate; undefined where it asks nothing.
 * Only who proves itself is answered, so the secret or a key has to be with the question.
 * Source: CloudEvents, "HTTP 1.1 Web Hooks for Event Delivery" 1.0.2, section 4.
 */
export const cloudEventsHandshake = ({ method, header }: Incoming): Reply | undefined => {
  const origin = header("webhook-request-origin");
  if (method !== "OPTIONS" || origin === undefined || !ORIGIN.test(origin)) return undefined;
  return {
    headers: { "webhook-allowed-origin": origin, "webhook-allowed-rate": "*", allow: "POST, OPTIONS" },
  };
};

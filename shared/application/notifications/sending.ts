import type { EventBody } from "../../domain/event.ts";
import type { Instant } from "../../domain/period.ts";

/** Where notifications go, with all that sending there takes. */
export type Target =
  | {
      readonly kind: "webhook";
      readonly url: string;
      /** Live secrets `whsec_...`, the newest first; the attempt is signed with each. */
      readonly secrets: readonly [string, ...string[]];
    }
  | { readonly kind: "teams" | "slack"; readonly url: string }
  | { readonly kind: "email"; readonly to: readonly string[] };

/** One attempt at a delivery. */
export type Attempt = {
  /** `webhook-id`: the same in every attempt. */
  readonly id: string;
  /** Of this attempt: `webhook-timestamp`. */
  readonly at: Instant;
  readonly body: EventBody;
};

/**
 * What an attempt came to. `gone`: the receiver answered 410. `failed`: all else; another attempt may succeed, also
 * where an address is not allowed or there is no mail server, since names and settings change.
 * `reason` is a short text of ours, never what a receiver answered.
 */
export type SendResult =
  | { readonly outcome: "delivered"; readonly status?: number }
  | { readonly outcome: "gone"; readonly status: number }
  | {
      readonly outcome: "failed";
      readonly status?: number;
      readonly reason: string;
      readonly retryAfterMs?: number;
    };

/** Sends one attempt; takes at most 15 s and never rejects. */
export type Send = (target: Target, attempt: Attempt) => Promise<SendResult>;

/** An address as it is given by who registers an endpoint. */
export type Address =
  | { readonly kind: "webhook" | "teams" | "slack"; readonly url: string }
  | { readonly kind: "email"; readonly to: readonly string[] };

/** The way out of the app. */
export type Sending = {
  readonly send: Send;
  /** Why nothing can ever be sent to this address, with the field at fault; undefined: it can be tried. */
  readonly faultOf: (address: Address) => { readonly path: string; readonly message: string } | undefined;
};

import type { Instant } from "../domain/period.ts";
import type { Result } from "../domain/result.ts";

/** What was sent to a source, as it came. `Fault` is what the layer before calls a body that it cannot parse. */
export type Incoming<Fault = unknown> = {
  readonly method: "GET" | "OPTIONS" | "POST";
  /** The very bytes of the body, over which senders sign. */
  readonly bytes: Uint8Array;
  /** Undefined where it was not sent. */
  readonly header: (name: string) => string | undefined;
  readonly query: ReadonlyMap<string, string>;
  /** The same bytes parsed, by their media type, which has to be one of these. */
  readonly payloadAs: (mediaTypes: readonly string[]) => Result<unknown, Fault>;
};

/** What a proof is checked by: the secrets of the source that are live, and the time. */
export type Known = { readonly secrets: readonly string[]; readonly now: Instant };

/** `unendorsed`: the signature is right, but its key may not speak for the channel of this name. */
export type Verdict =
  | { readonly verdict: "proved" }
  | { readonly verdict: "not-proved" }
  | { readonly verdict: "unendorsed"; readonly channel: string };

/** Whether what came proves by one scheme that the source's own sender sent it. Throws `ProofUnavailable`. */
export type Proof = (incoming: Incoming, known: Known) => Verdict | Promise<Verdict>;

/** The JSON that an https address answers, of a bounded size and within 2 s; rejects otherwise. */
export type FetchJson = (url: string) => Promise<unknown>;

/** What the proof needs cannot be had now: nothing is known of the sender, who may try again. */
export class ProofUnavailable extends Error {
  override readonly name = "ProofUnavailable";
}

/** An answer of status 200 as a sender's protocol wants it: JSON, or a plain text. */
export type Reply = ({ readonly json?: unknown } | { readonly text: string }) & {
  readonly headers?: Readonly<Record<string, string>>;
};

import type { Channel } from "../domain/channel.ts";
import type { Report } from "../domain/report.ts";
import type { Result } from "../domain/result.ts";
import type { Incoming, Proof, Reply } from "./incoming.ts";

/** What a field of an input is wrong in; `path` is dotted, `message` never repeats the input. */
export type InputFault = { readonly path: string; readonly message: string };

/** What an adapter read in one item of a payload. */
export type Reading =
  | { readonly reading: "invocation"; readonly report: Report }
  | { readonly reading: "not-an-invocation" }
  /** Too much of it was cut on the way to tell whether a bot was invoked in this conversation, whose id is unique. */
  | { readonly reading: "truncated"; readonly conversationId: string; readonly channel: Channel }
  /** It invokes a bot but cannot be counted: an id that is missing or no id. */
  | { readonly reading: "invalid"; readonly faults: readonly InputFault[] };

/** The settings of a source as they are stored and shown; each kind has a type of its own, of JSON values. */
export type Settings = Readonly<Record<string, unknown>>;

/** An adapter that knows the settings of its source. Pure but for its proofs: it sees neither clock nor store. */
export type Configured = {
  readonly settings: Settings;
  /** What its senders send; other media types are refused. */
  readonly mediaTypes: readonly string[];
  /** The ways its sender can prove itself, of which one has to hold. An ingest key of the tenant is always another. */
  readonly proofs: readonly Proof[];
  /** How many readings `read` would give; cheap, so that a payload of too many is refused unread. */
  readonly countOf: (payload: unknown) => number;
  /** One reading for each activity, event or message of the payload, in order. Never throws for a payload. */
  readonly read: (payload: unknown, incoming: Incoming) => readonly Reading[];
  /** The answer to what only tries whether anyone is there; undefined where it is no such thing. */
  readonly handshake?: (incoming: Incoming, payload: unknown) => Reply | undefined;
  /** What the sender wants to be answered with, where that is not what became of each item. */
  readonly reply?: Reply;
};

/** What knows the payloads of one kind of source. */
export type Adapter = {
  /** Takes the settings of a source, as they were given or as they are stored: what it makes of either is the same. */
  readonly configure: (input: unknown) => Result<Configured, readonly InputFault[]>;
  /**
   * Whether the text can be a secret of the vendor's, which then has to be given; absent: a secret is made for
   * each source of this kind.
   */
  readonly isVendorSecret?: (text: string) => boolean;
};

/** The adapters by kind of source. A new kind joins by being put in here. */
export type Adapters = ReadonlyMap<string, Adapter>;

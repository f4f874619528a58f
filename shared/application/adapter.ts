import type { BotKind, Environment } from "../domain/invocation.ts";
import type { Report } from "../domain/report.ts";
import type { Result } from "../domain/result.ts";

/** What a field of an input is wrong in; `path` is dotted, `message` never repeats the input. */
export type InputFault = { readonly path: string; readonly message: string };

/** What an adapter read in one item of a payload. */
export type Reading =
  | { readonly reading: "invocation"; readonly report: Report }
  | { readonly reading: "not-an-invocation" }
  /** It invokes a bot but cannot be counted: an id that is missing or no id. */
  | { readonly reading: "invalid"; readonly faults: readonly InputFault[] };

/** How a source is set up; each kind takes those that make sense for it. */
export type SourceSettings = {
  /** The bots that speak through this source. */
  readonly botIds?: readonly string[];
  readonly appId?: string;
  readonly botKind: BotKind;
  readonly environment: Environment;
};

/** What reads the payloads of one kind of source. Pure: it sees neither clock nor store. */
export type Adapter = {
  readonly parseSettings: (input: unknown) => Result<SourceSettings, readonly InputFault[]>;
  /** How many readings `read` would give; cheap, so that a payload of too many is refused unread. */
  readonly countOf: (payload: unknown) => number;
  /** One reading for each activity, event or message of the payload, in order. Never throws for a payload. */
  readonly read: (payload: unknown, settings: SourceSettings) => readonly Reading[];
};

/** The adapters by kind of source. A new kind joins by being put in here. */
export type Adapters = ReadonlyMap<string, Adapter>;

import type { ConversationKey } from "./conversation.ts";
import { type ExclusionReason, exclusionOf } from "./exclusion.ts";
import type { Invocation, Phase } from "./invocation.ts";
import { type Instant, type Period, periodOf } from "./period.ts";
import type { RulePack } from "./rule-pack.ts";

type Earliest = {
  readonly key: ConversationKey;
  /** The month that the row counts in: that of `at`. */
  readonly period: Period;
  /** `at`, `channel`, `bot` and `phase` are those of the row's earliest invocation. */
  readonly at: Instant;
  readonly channel: string;
  readonly bot: string;
  readonly phase?: Phase;
  /** First reported after its month was closed: it counts on the late lane. */
  readonly late: boolean;
  /** Erased at somebody's wish: it tells little more than its contributions, and nothing changes it any more. */
  readonly isErased?: true;
  /** Id of the rule pack it was made under. */
  readonly pack: string;
};

/** A session: a conversation that counts. */
export type CountedRow = Earliest & {
  readonly kind: "counted";
  /** Every bot invoked in it, sorted. */
  readonly bots: readonly string[];
  readonly escalated: boolean;
};

/** What was reported of a conversation and is not counted. */
export type ExcludedRow = Earliest & {
  readonly kind: "excluded";
  readonly reason: ExclusionReason;
  readonly evidence: string;
};

/** The record of a conversation. It has at most one of each kind, and they never turn into one another. */
export type Row = CountedRow | ExcludedRow;

/** The row that this invocation alone makes. It is neither sealed nor late yet: `join` decides that. */
export const rowOf = (invocation: Invocation, pack: RulePack): Row => {
  const { conversationKey: key, at, channel, botId: bot, phase, escalated } = invocation;
  const earliest = { key, period: periodOf(at), at, channel, bot, late: false, pack: pack.id };
  const evidenced: Earliest = phase === undefined ? earliest : { ...earliest, phase };
  const exclusion = exclusionOf(invocation, pack);
  return exclusion === undefined
    ? { ...evidenced, kind: "counted", bots: [bot], escalated }
    : { ...evidenced, kind: "excluded", ...exclusion };
};

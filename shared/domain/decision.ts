import type { ExclusionReason } from "./exclusion.ts";
import type { Period } from "./period.ts";
import type { Row } from "./row.ts";

/** What became of an invocation, and why. `period` is the month that the conversation counts in. */
export type Decision =
  | { readonly decision: "counted"; readonly reason: "first-invocation"; readonly period: Period }
  | { readonly decision: "late"; readonly reason: "counted-after-close"; readonly period: Period }
  | { readonly decision: "already-counted"; readonly reason: RepeatReason; readonly period: Period }
  | { readonly decision: "excluded"; readonly reason: ExclusionReason; readonly period: Period };

/** Why an invocation added no session. */
export type RepeatReason = "same-conversation" | "other-bot-same-conversation" | "counted-in-earlier-period";

/** What a channel's message that invokes no bot is answered with. */
export const IGNORED = { decision: "ignored", reason: "not-an-invocation" } as const;

/**
 * The decision on `incoming`, the row that its invocation alone makes.
 * `before` is the conversation's row as it was (undefined: none), `after` as it is now. `isFirst`: this
 * invocation is the one that created the row; at most one answer may say so.
 * An exclusion depends on the invocation alone: reported again, it is answered the same.
 */
export const decide = (before: Row | undefined, after: Row, incoming: Row, isFirst: boolean): Decision => {
  if (incoming.kind === "excluded")
    return { decision: "excluded", reason: incoming.reason, period: incoming.period };
  const { period } = after;
  if (!isFirst)
    return { decision: "already-counted", reason: repeatReason(before ?? after, after, incoming), period };
  return after.late
    ? { decision: "late", reason: "counted-after-close", period }
    : { decision: "counted", reason: "first-invocation", period };
};

// The month is that of the row as it is, which the answer names; the bots are those of the row as it was,
// since afterwards it names this invocation's bot too.
const repeatReason = (before: Row, after: Row, incoming: Row): RepeatReason => {
  if (after.period < incoming.period) return "counted-in-earlier-period";
  const hasOtherBot = before.kind === "counted" && before.bots.some((bot) => bot !== incoming.bot);
  return hasOtherBot ? "other-bot-same-conversation" : "same-conversation";
};

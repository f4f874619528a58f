/**
 * The reference model: what must be true of a conversation's row whatever went wrong, told by when its
 * invocations were sent and acknowledged. It knows nothing of transactions, lanes or retries.
 * `sure`: acknowledged before their own month was sealed; `maybe`: sent before it was.
 *
 * R1 Every acknowledged invocation's row exists, once; there are no other rows.
 * R2 An invocation of one kind never changes a row of the other: each is checked against its own kind's inputs.
 * R3 Time, channel and month of a row are those of one of its invocations.
 * R4 Not late: the month is no earlier than that of any `maybe`; no invocation acknowledged while both months
 *    were open is earlier than the row.
 * R5 The month is no later than that of any `sure` invocation.
 * R6 Late only if some invocation of that month was not acknowledged before its seal. Not late if a `sure` one
 *    was acknowledged before all that may be late were sent; late if one that was sent after its seal was
 *    acknowledged before all `maybe` were sent.
 * R7 Of a counted row: it names every bot, and the escalation, acknowledged before its month was sealed, and
 *    none of its own.
 * R8 At most one answer says `counted`; one does if no attempt for the conversation failed.
 *
 * A row that was erased is checked by R1, R2 and R8 only; one that was purged by none of them.
 */
import type { Row } from "../../shared/domain/row.ts";
import { mustHold } from "./violation.ts";

/** An invocation of the row's conversation and kind, under the labels that it counts under. */
export type Input = {
  readonly at: number;
  readonly period: string;
  readonly channel: string;
  readonly bot: string;
  readonly phase: string | undefined;
  readonly isEscalated: boolean;
  /** When an instance first received it. */
  readonly sent: number;
  /** When it was first acknowledged; infinite: never. */
  readonly acked: number;
};

/** What is known of a row's invocations, and of the answers to them. */
export type Account = {
  readonly inputs: readonly Input[];
  /** How many answers said `counted` or `late`. */
  readonly countedAnswers: number;
  /** Whether any attempt for the key got no answer, or a 503. */
  readonly hasFailed: boolean;
};

/** When the month was sealed; infinite while it is open. */
export type SealedAt = (period: string) => number;

/** Checks one row against all that was sent for it. `row`: what is stored in the end, if anything is. */
export const checkRow = (row: Row | undefined, account: Account, sealedAt: SealedAt): void => {
  const { inputs } = account;
  const isAcked = inputs.some(({ acked }) => acked < Number.POSITIVE_INFINITY);
  const facts = () => ({ row, ...account });
  mustHold(row !== undefined || !isAcked, "R1: an acknowledged invocation has its row", facts);
  checkAnswers(row, account, isAcked, facts);
  if (row === undefined) return;
  mustHold(inputs.length > 0, "R1: no other rows", facts);
  // What it was made of is not told any more; that it adds what it added was checked when it was erased.
  if (row.isErased) return;
  mustHold(
    inputs.some((input) => isEarliestOf(row, input)),
    "R3: the row's time, channel and month are those of one of its invocations",
    facts,
  );
  if (!row.late) checkOpen(row, inputs, sealedAt, facts);
  checkMonth(row, inputs, sealedAt, facts);
  checkLate(row, inputs, sealedAt, facts);
  if (row.kind === "counted") checkBots(row, inputs, sealedAt, facts);
};

const checkAnswers = (
  row: Row | undefined,
  { countedAnswers, hasFailed }: Account,
  isAcked: boolean,
  facts: () => unknown,
): void => {
  mustHold(countedAnswers <= 1, "R8: at most one answer says counted", facts);
  const mustSayCounted = isAcked && !hasFailed && row?.kind === "counted";
  mustHold(!mustSayCounted || countedAnswers === 1, "R8: one answer says counted if none failed", facts);
};

const isEarliestOf = (row: Row, input: Input): boolean =>
  row.at === input.at &&
  row.channel === input.channel &&
  row.period === input.period &&
  row.bot === input.bot &&
  row.phase === input.phase;

/** R4 */
const checkOpen = (row: Row, inputs: readonly Input[], sealedAt: SealedAt, facts: () => unknown): void => {
  const maybe = inputs.filter(({ sent, period }) => sent < sealedAt(period));
  mustHold(
    maybe.some(({ period }) => period <= row.period),
    "R4: the row's month is no earlier than its invocations allow",
    facts,
  );
  const isEarlier = (input: Input): boolean =>
    input.at < row.at || (input.at === row.at && input.channel < row.channel);
  const mustHaveMoved = inputs.filter(
    (input) => input.acked < Math.min(sealedAt(input.period), sealedAt(row.period)),
  );
  mustHold(!mustHaveMoved.some(isEarlier), "R4: no acknowledged invocation is earlier than the row", facts);
};

/** R5 */
const checkMonth = (row: Row, inputs: readonly Input[], sealedAt: SealedAt, facts: () => unknown): void => {
  const sure = inputs.filter(({ acked, period }) => acked < sealedAt(period));
  mustHold(
    sure.every(({ period }) => row.period <= period),
    "R5: the row's month is no later than any acknowledged invocation's",
    facts,
  );
};

/** R6 */
const checkLate = (row: Row, inputs: readonly Input[], sealedAt: SealedAt, facts: () => unknown): void => {
  const isMaybe = ({ sent, period }: Input): boolean => sent < sealedAt(period);
  const isSure = ({ acked, period }: Input): boolean => acked < sealedAt(period);
  // Of a month that is never sealed nothing may be late.
  const mayBeLate = inputs.filter(
    (input) => sealedAt(input.period) < Number.POSITIVE_INFINITY && !isSure(input),
  );
  const isOfMonth = mayBeLate.some(({ period }) => period === row.period);
  mustHold(!row.late || isOfMonth, "R6: late only after the close", facts);
  const sureAt = Math.min(...inputs.filter(isSure).map(({ acked }) => acked));
  const mayBeLateAt = Math.min(...mayBeLate.map(({ sent }) => sent));
  mustHold(!row.late || sureAt >= mayBeLateAt, "R6: not late where it was there before the close", facts);
  const lateAt = Math.min(...inputs.filter((input) => !isMaybe(input)).map(({ acked }) => acked));
  const maybeAt = Math.min(...inputs.filter(isMaybe).map(({ sent }) => sent));
  mustHold(row.late || lateAt >= maybeAt, "R6: late where it was there only after the close", facts);
};

/** R7 */
const checkBots = (
  row: Row & { readonly kind: "counted" },
  inputs: readonly Input[],
  sealedAt: SealedAt,
  facts: () => unknown,
): void => {
  const known = inputs.filter(({ acked }) => acked < sealedAt(row.period));
  mustHold(
    known.every(({ bot }) => row.bots.includes(bot)),
    "R7: all bots are attributed",
    facts,
  );
  mustHold(
    row.bots.every(
      (bot, index) => inputs.some((input) => input.bot === bot) && !row.bots.includes(bot, index + 1),
    ),
    "R7: no strange bots",
    facts,
  );
  mustHold(
    known.every(({ isEscalated }) => row.escalated || !isEscalated),
    "R7: an escalation is kept",
    facts,
  );
  mustHold(
    !row.escalated || inputs.some(({ isEscalated }) => isEscalated),
    "R7: no escalation of its own",
    facts,
  );
};

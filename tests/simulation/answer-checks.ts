import type { Decision } from "../../shared/domain/decision.ts";
import { join } from "../../shared/domain/join.ts";
import type { Names } from "../../shared/domain/names.ts";
import { type Row, rowOf } from "../../shared/domain/row.ts";
import { RULE_PACK } from "../../shared/domain/rule-pack.ts";
import type { PlannedInvocation } from "./invocations.ts";
import { labelIn } from "./labels.ts";
import { monthOf } from "./months.ts";
import type { Tracked } from "./row-checks.ts";
import { mustHold } from "./violation.ts";

/** An answer, and what is stored at that moment. */
export type Answered = {
  readonly planned: PlannedInvocation;
  readonly decision: Decision;
  readonly tracked: Tracked | undefined;
  readonly names: Names;
  readonly isSealed: (month: string) => boolean;
  /** How many attempts were made for the row, by the label of the bot. */
  readonly attempts: ReadonlyMap<string, number>;
};

/** Checks an acknowledgement: what it says is stored, and what it says is true. */
export const checkAnswer = (answered: Answered): void => {
  const { planned, decision, tracked, names, isSealed, attempts } = answered;
  const incoming = labelled(rowOf(planned.invocation, RULE_PACK), names);
  const facts = () => ({
    decision,
    incoming,
    stored: tracked?.row,
    versions: tracked?.versions.length,
    attempts: [...attempts],
  });
  mustHold(tracked !== undefined, "an acknowledged invocation is stored", facts);
  if (tracked === undefined) return;
  mustHold(
    join(tracked.row, incoming, isSealed) === tracked.row,
    "an acknowledged invocation is stored: join changes nothing",
    facts,
  );
  const month = monthOf(planned.invocation.at);
  if (planned.exclusion !== undefined) {
    mustHold(
      decision.decision === "excluded" && decision.reason === planned.exclusion && decision.period === month,
      "an exclusion is answered with its own reason and month",
      facts,
    );
    return;
  }
  const wasIn = (period: string): boolean => tracked.versions.some((version) => version.period === period);
  mustHold(wasIn(decision.period), "the month in the answer is one that the row was in", facts);
  mustHold(
    decision.period <= month || isSealed(month) || tracked.row.isErased === true,
    "the month in the answer is after the invocation only if that one is sealed or the row erased",
    facts,
  );
  const says = decision.decision;
  const isLate = says === "already-counted" ? tracked.row.late : says === "late";
  mustHold(isLate === tracked.row.late, "only late sessions are said to be late, and all of them", facts);
  mustHold(isTrue(decision, month, incoming, tracked, attempts), "the answer's reason is true", facts);
};

const isTrue = (
  { decision, reason, period }: Decision,
  month: string,
  { bot }: Row,
  { row, versions }: Tracked,
  attempts: ReadonlyMap<string, number>,
): boolean => {
  if (decision === "counted") return reason === "first-invocation";
  if (decision === "late") return reason === "counted-after-close";
  if (decision === "excluded") return false;
  if (reason === "counted-in-earlier-period") return period < month;
  if (period < month) return false;
  if (reason === "other-bot-same-conversation")
    return row.kind === "counted" && row.bots.some((b) => b !== bot);
  // Before it the row named this bot only: a version says so, or another report of the bot in the same commit.
  const isAlone = versions.some(
    (version) => version.kind === "counted" && version.bots.every((b) => b === bot),
  );
  return isAlone || (attempts.get(bot) ?? 0) > 1;
};

const labelled = (row: Row, names: Names): Row => {
  if (row.kind === "excluded") return row;
  const bot = labelIn(names.bots, row.bot);
  return { ...row, bot, channel: labelIn(names.channels, row.channel), bots: [bot] };
};

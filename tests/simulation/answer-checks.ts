import type { Decision } from "../../shared/domain/decision.ts";
import { join } from "../../shared/domain/join.ts";
import type { Names } from "../../shared/domain/names.ts";
import { type Row, rowOf } from "../../shared/domain/row.ts";
import { RULE_PACK } from "../../shared/domain/rule-pack.ts";
import type { Tracked } from "./commit-checks.ts";
import type { PlannedInvocation } from "./invocations.ts";
import { labelIn } from "./labels.ts";
import { mustHold } from "./violation.ts";

/** An answer, and what is stored at that moment. */
export type Answered = {
  readonly planned: PlannedInvocation;
  readonly decision: Decision;
  readonly tracked: Tracked | undefined;
  readonly names: Names;
  /** How many attempts were made for the row, by the label of the bot. */
  readonly attempts: ReadonlyMap<string, number>;
};

/** Checks an acknowledgement: what it says is stored, and what it says is true. */
export const checkAnswer = ({ planned, decision, tracked, names, attempts }: Answered): void => {
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
    join(tracked.row, incoming, () => false) === tracked.row,
    "an acknowledged invocation is stored: join changes nothing",
    facts,
  );
  const month = new Date(planned.invocation.at).toISOString().slice(0, 7);
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
  mustHold(decision.period <= month, "the month in the answer is not after the invocation", facts);
  mustHold(isTrue(decision, month, incoming, tracked, attempts), "the answer's reason is true", facts);
};

const isTrue = (
  { decision, reason, period }: Decision,
  month: string,
  { bot }: Row,
  { row, versions }: Tracked,
  attempts: ReadonlyMap<string, number>,
): boolean => {
  if (decision !== "already-counted") return reason === "first-invocation";
  if (reason === "counted-in-earlier-period") return period < month;
  if (period !== month) return false;
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

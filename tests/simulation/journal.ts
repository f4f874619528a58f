import type { Decision } from "../../shared/domain/decision.ts";
import { checkAnswer } from "./answer-checks.ts";
import type { Followed } from "./commit-checks.ts";
import type { PlannedInvocation } from "./invocations.ts";
import { labelIn } from "./labels.ts";
import { checkRow, type Input } from "./model.ts";
import { monthOf } from "./months.ts";
import { required } from "./required.ts";
import { mustHold } from "./violation.ts";

/** What was sent and what was answered, as the model wants to know it. Times are steps of the scheduler. */
export type Journal = {
  readonly sent: (planned: PlannedInvocation, at: number) => void;
  readonly answered: (planned: PlannedInvocation, decision: Decision, at: number) => void;
  /** The attempt that was sent then was refused for its time, and has touched nothing. */
  readonly refused: (planned: PlannedInvocation, sentAt: number) => void;
  /** An attempt ended in a 503, or died with its instance. */
  readonly failed: (planned: PlannedInvocation) => void;
  /** Checks what is stored in the end against all of it. */
  readonly check: () => void;
};

/** When it was sent, and not refused, and when it was first acknowledged. */
type Times = { sent: readonly number[]; acked: number };
/** All about one row: its invocations, how often each bot's were sent, and what was said of it. */
type Page = {
  readonly tenant: string;
  readonly rowKey: string;
  readonly times: Map<PlannedInvocation, Times>;
  readonly attempts: Map<string, number>;
  countedAnswers: number;
  hasFailed: boolean;
};

/** A journal over the partitions of a run. */
export const createJournal = (partitions: ReadonlyMap<string, Followed>): Journal => {
  const pages = new Map<string, Page>();
  const pageOf = ({ tenant, invocation, exclusion }: PlannedInvocation): Page => {
    const rowKey = `${exclusion === undefined ? "c" : "x"}|${invocation.conversationKey}`;
    const name = `${tenant} ${rowKey}`;
    const page = pages.get(name) ?? newPage(tenant, rowKey);
    pages.set(name, page);
    return page;
  };
  const partitionOf = (tenant: string): Followed => required(partitions.get(tenant));
  const isPurged = ({ tenant, rowKey }: Page): boolean => partitionOf(tenant).rows.purgedTimes.has(rowKey);
  const checkCounted = ({ tenant, rowKey, countedAnswers }: Page): void => {
    // A conversation that turns up again after it was purged is a new one.
    const max = 1 + (partitionOf(tenant).rows.purgedTimes.get(rowKey) ?? 0);
    mustHold(countedAnswers <= max, "R8: at most one answer says counted", () => ({ tenant, rowKey, max }));
  };
  return {
    sent: (planned, at) => {
      const { times, attempts } = pageOf(planned);
      const { sent, acked } = times.get(planned) ?? { sent: [], acked: Number.POSITIVE_INFINITY };
      times.set(planned, { sent: [...sent, at], acked });
      const { botId } = planned.invocation;
      attempts.set(botId, (attempts.get(botId) ?? 0) + 1);
    },
    refused: (planned, sentAt) => {
      const { times, attempts } = pageOf(planned);
      const { sent, acked } = required(times.get(planned));
      // More than one can have been sent in a step; one of them was refused.
      times.set(planned, { sent: sent.toSpliced(sent.indexOf(sentAt), 1), acked });
      const { botId } = planned.invocation;
      attempts.set(botId, required(attempts.get(botId)) - 1);
    },
    answered: (planned, decision, at) => {
      const page = pageOf(planned);
      const times = required(page.times.get(planned));
      times.acked = Math.min(times.acked, at);
      const isCounted = decision.decision === "counted" || decision.decision === "late";
      if (isCounted) page.countedAnswers++;
      checkCounted(page);
      // Who remembers a row can answer by it for an hour after it was purged: it was counted once.
      if (isPurged(page) && !isCounted) return;
      const { names, rows, sealedAt } = partitionOf(page.tenant);
      checkAnswer({
        planned,
        decision,
        tracked: rows.all.get(page.rowKey),
        names: names(),
        isSealed: (month) => sealedAt(month) < at,
        attempts: sumOf(page.attempts, (bot) => labelIn(names().bots, bot)),
      });
    },
    failed: (planned) => {
      pageOf(planned).hasFailed = true;
    },
    check: () => {
      for (const page of pages.values()) {
        if (isPurged(page)) continue;
        const { names, rows, sealedAt } = partitionOf(page.tenant);
        const received = [...page.times].filter(([, { sent }]) => sent.length > 0);
        const inputs = received.map(([planned, times]) => inputOf(planned, times, names()));
        checkRow(rows.all.get(page.rowKey)?.row, { ...page, inputs }, sealedAt);
      }
      for (const [tenant, { rows }] of partitions)
        for (const rowKey of rows.all.keys())
          mustHold(pages.has(`${tenant} ${rowKey}`), "R1: no other rows", () => ({ tenant, rowKey }));
    },
  };
};

const newPage = (tenant: string, rowKey: string): Page => ({
  tenant,
  rowKey,
  times: new Map(),
  attempts: new Map(),
  countedAnswers: 0,
  hasFailed: false,
});

/** An exclusion keeps its names as reported, a session has the labels that the head gives them in the end. */
const inputOf = (
  { invocation, exclusion }: PlannedInvocation,
  { sent, acked }: Times,
  names: { readonly bots: readonly string[]; readonly channels: readonly string[] },
): Input => {
  const { at, channel, botId, phase, escalated } = invocation;
  const isCounted = exclusion === undefined;
  return {
    at,
    period: monthOf(at),
    channel: isCounted ? labelIn(names.channels, channel) : channel,
    bot: isCounted ? labelIn(names.bots, botId) : botId,
    phase,
    isEscalated: escalated,
    sent: Math.min(...sent),
    acked,
  };
};

const sumOf = (
  counts: ReadonlyMap<string, number>,
  labelOf: (name: string) => string,
): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const [name, count] of counts) sums.set(labelOf(name), (sums.get(labelOf(name)) ?? 0) + count);
  return sums;
};

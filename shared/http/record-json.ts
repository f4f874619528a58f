import type { Ignored, Outcome, Recorded, RecordRefusal } from "../application/record-invocations.ts";
import { toIso } from "../domain/period.ts";
import { type Answer, answer, problemAnswer } from "./answer.ts";
import { invalidRequest } from "./handler.ts";
import { type Problem, problem } from "./problem.ts";

/** The answer to a batch or a webhook: what became of each item, in order. */
export const resultsAnswer = (outcomes: readonly Outcome[]): Answer =>
  answer({
    results: outcomes.map((outcome) =>
      outcome.ok ? decisionJson(outcome.value) : { problem: problemOf(outcome.refusal) },
    ),
  });

/** The answer to a single invocation. */
export const resultAnswer = (outcome: Outcome): Answer =>
  outcome.ok ? answer(decisionJson(outcome.value)) : problemAnswer(problemOf(outcome.refusal));

const decisionJson = (recorded: Recorded | Ignored): unknown => {
  if (recorded.decision === "ignored") return recorded;
  const { decision, reason, period, conversationKey, finding } = recorded;
  return { decision, reason, period, conversationKey, finding };
};

const problemOf = (fault: RecordRefusal): Problem => {
  switch (fault.code) {
    case "at-required":
      return problem(
        fault.code,
        "This conversation id never changes, so `at` must say which month it counts in.",
      );
    case "timestamp-in-future": {
      const latest = toIso(fault.latest);
      return problem(fault.code, `Times after ${latest} are not accepted.`, { latest });
    }
    case "timestamp-too-old":
      return problem(fault.code, `Months before ${fault.earliest} are not accepted.`, {
        earliest: fault.earliest,
      });
    case "invalid-request":
      return invalidRequest(fault.faults);
  }
};

import type { RecordRefusal } from "../../shared/application/record-invocations.ts";
import { firstKeptAt, monthOf } from "./months.ts";
import { mustHold } from "./violation.ts";

/** An invocation that came to an instance, and what was true then. */
export type Received = {
  readonly at: number;
  /** The time by the instance's clock. */
  readonly nowMs: number;
  /** The tenant's first period when it came, and when it was answered. */
  readonly since: { readonly before: string; readonly after: string };
  readonly retentionMonths: number;
};

const AHEAD_MS_MAX = 86_400_000;

/** Checks that an invocation is refused for its time where it must be, and only there. `refusal` undefined: it was not. */
export const checkAdmission = (received: Received, refusal: RecordRefusal | undefined): void => {
  const { at, nowMs, since, retentionMonths } = received;
  const month = monthOf(at);
  const isAhead = at > nowMs + AHEAD_MS_MAX;
  const isGone = month < firstKeptAt(nowMs, retentionMonths);
  const facts = () => ({ ...received, month, refusal });
  if (refusal === undefined)
    mustHold(!isAhead && !isGone && month >= since.after, "what is recorded is admitted", facts);
  else {
    const isTrue = refusal.code === "timestamp-in-future" ? isAhead : isGone || month < since.before;
    const isOfTime = refusal.code === "timestamp-in-future" || refusal.code === "timestamp-too-old";
    mustHold(isOfTime && isTrue, "an invocation is refused with reason", facts);
  }
};

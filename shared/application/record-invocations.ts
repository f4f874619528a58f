import { admit, type Refusal } from "../domain/admission.ts";
import { type ConversationKey, identityOf } from "../domain/conversation.ts";
import { type Decision, IGNORED } from "../domain/decision.ts";
import type { TenantId } from "../domain/ids.ts";
import { type Instant, periodOf } from "../domain/period.ts";
import type { Finding, Report } from "../domain/report.ts";
import { ok, type Result, refused } from "../domain/result.ts";
import type { InputFault, Reading } from "./adapter.ts";
import type { ConversationKeys } from "./conversation-keys.ts";
import type { Heads } from "./heads.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { Clock } from "./ports.ts";

/** A recorded invocation. */
export type Recorded = Decision & {
  readonly conversationKey: ConversationKey;
  readonly finding?: Finding;
};

/**
 * Why something was not recorded. `at-required`: a retry of it over midnight could count in another month.
 * `unreadable`: it has fields that cannot be what they should.
 */
export type RecordFault =
  | Refusal
  | { readonly code: "at-required" }
  | { readonly code: "unreadable"; readonly faults: readonly InputFault[] };

/** What became of one reading. */
export type Outcome = Result<Recorded | typeof IGNORED, RecordFault>;

export type RecordInvocations = (
  tenant: TenantId,
  readings: readonly Reading[],
) => Promise<readonly Outcome[] | undefined>;

/**
 * Records what was read from a sender, each by itself, and answers in its order; undefined: no such
 * tenant. Throws `StoreUnavailable` where any of it was not stored: sending all again is safe then.
 */
export const createRecordInvocations = (ports: {
  readonly ledger: Ledger;
  readonly heads: Heads;
  readonly keys: ConversationKeys;
  readonly clock: Clock;
  readonly retentionMonths: number;
}): RecordInvocations => {
  const { ledger, heads, keys, clock, retentionMonths } = ports;

  const admitted = async (tenant: TenantId, at: Instant, now: Instant): Promise<Result<Instant, Refusal>> => {
    const seen = await heads.get(tenant);
    if (seen === undefined) throw new Error("The tenant has no head.");
    const first = admit(at, now, seen.head.since, retentionMonths);
    if (first.ok || first.fault.code !== "timestamp-too-old") return first;
    // The first period may have been moved back since this process last looked.
    const read = await heads.read(tenant);
    return admit(at, now, read?.head.since ?? seen.head.since, retentionMonths);
  };

  const record = async (tenant: TenantId, report: Report, now: Instant): Promise<Outcome> => {
    const { conversationId, at: reportedAt, finding, ...rest } = report;
    if (reportedAt === undefined && identityOf(report.channel, conversationId) === "persistent")
      return refused({ code: "at-required" });
    const at = await admitted(tenant, reportedAt ?? now, now);
    if (!at.ok) return at;
    const conversationKey = keys.keyOf(tenant, report.channel, conversationId, periodOf(at.value));
    const decision = await ledger.record(tenant, { ...rest, conversationKey, at: at.value });
    return ok({ ...decision, conversationKey, ...(finding === undefined ? {} : { finding }) });
  };

  const outcomeOf = async (tenant: TenantId, reading: Reading, now: Instant): Promise<Outcome> => {
    switch (reading.reading) {
      case "invocation":
        return await record(tenant, reading.report, now);
      case "not-an-invocation":
        return ok(IGNORED);
      case "invalid":
        return refused({ code: "unreadable", faults: reading.faults });
    }
  };

  return async (tenant, readings) => {
    const [head, now] = await Promise.all([heads.get(tenant), clock.now(), keys.verify()]);
    if (head === undefined) return undefined;
    return await Promise.all(readings.map((reading) => outcomeOf(tenant, reading, now)));
  };
};

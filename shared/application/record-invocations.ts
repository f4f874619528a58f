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
import type { Head } from "./rows/head.ts";

/** A recorded invocation. */
export type Recorded = Decision & {
  readonly conversationKey: ConversationKey;
  readonly finding?: Finding;
};

/**
 * Why something was not recorded. `at-required`: a retry of it over midnight could count in another month.
 * `invalid-request`: it has fields that cannot be what they should.
 */
export type RecordRefusal =
  | Refusal
  | { readonly code: "at-required" }
  | { readonly code: "invalid-request"; readonly faults: readonly InputFault[] };

/** What holds for all of one call. */
type Moment = { readonly head: Head; readonly now: Instant };

/** What became of one reading. */
export type Outcome = Result<Recorded | typeof IGNORED, RecordRefusal>;

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
  readonly conversationKeys: ConversationKeys;
  readonly clock: Clock;
  readonly retentionMonths: number;
}): RecordInvocations => {
  const { ledger, heads, conversationKeys, clock, retentionMonths } = ports;

  const admitted = async (
    tenant: TenantId,
    at: Instant,
    { head, now }: Moment,
  ): Promise<Result<Instant, Refusal>> => {
    const first = admit(at, now, head, retentionMonths);
    if (first.ok || first.refusal.code !== "timestamp-too-old") return first;
    // The first period may have been moved back since this process last looked.
    const read = await heads.read(tenant);
    return admit(at, now, read?.head ?? head, retentionMonths);
  };

  const record = async (tenant: TenantId, report: Report, moment: Moment): Promise<Outcome> => {
    const { conversationId, at: reportedAt, finding, ...rest } = report;
    if (reportedAt === undefined && identityOf(report.channel, conversationId) === "persistent")
      return refused({ code: "at-required" });
    const at = await admitted(tenant, reportedAt ?? moment.now, moment);
    if (!at.ok) return at;
    const conversationKey = conversationKeys.keyOf(
      tenant,
      report.channel,
      conversationId,
      periodOf(at.value),
    );
    const decision = await ledger.record(tenant, { ...rest, conversationKey, at: at.value });
    return ok({ ...decision, conversationKey, ...(finding === undefined ? {} : { finding }) });
  };

  const outcomeOf = async (tenant: TenantId, reading: Reading, moment: Moment): Promise<Outcome> => {
    switch (reading.reading) {
      case "invocation":
        return await record(tenant, reading.report, moment);
      case "not-an-invocation":
        return ok(IGNORED);
      case "invalid":
        return refused({ code: "invalid-request", faults: reading.faults });
    }
  };

  return async (tenant, readings) => {
    const [found, now] = await Promise.all([heads.get(tenant), clock.now(), conversationKeys.verify()]);
    if (found === undefined) return undefined;
    const moment = { head: found.head, now };
    return await Promise.all(readings.map((reading) => outcomeOf(tenant, reading, moment)));
  };
};

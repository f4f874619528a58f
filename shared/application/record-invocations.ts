import { admit, type Refusal } from "../domain/admission.ts";
import type { ConversationKey } from "../domain/conversation.ts";
import { identityOf } from "../domain/conversation.ts";
import type { Decision } from "../domain/decision.ts";
import type { TenantId } from "../domain/ids.ts";
import { type Instant, periodOf } from "../domain/period.ts";
import type { Finding, Report } from "../domain/report.ts";
import { ok, type Result, refused } from "../domain/result.ts";
import type { ConversationKeys } from "./conversation-keys.ts";
import type { Heads } from "./heads.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { Clock } from "./ports.ts";

/** A recorded invocation. */
export type Recorded = Decision & {
  readonly conversationKey: ConversationKey;
  readonly finding?: Finding;
};

/** Why a report was not recorded. `at-required`: a retry of it over midnight could count in another month. */
export type RecordFault = Refusal | { readonly code: "at-required" };

export type RecordInvocations = (
  tenant: TenantId,
  reports: readonly Report[],
) => Promise<readonly Result<Recorded, RecordFault>[] | undefined>;

/**
 * Records reports of a tenant, each by itself, and answers in their order; undefined: no such tenant.
 * Throws `StoreUnavailable` where any of them was not stored: repeating all is safe then.
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

  const record = async (
    tenant: TenantId,
    report: Report,
    now: Instant,
  ): Promise<Result<Recorded, RecordFault>> => {
    const { conversationId, at: reportedAt, finding, ...rest } = report;
    if (reportedAt === undefined && identityOf(report.channel, conversationId) === "persistent")
      return refused({ code: "at-required" });
    const at = await admitted(tenant, reportedAt ?? now, now);
    if (!at.ok) return at;
    const conversationKey = keys.keyOf(tenant, report.channel, conversationId, periodOf(at.value));
    const decision = await ledger.record(tenant, { ...rest, conversationKey, at: at.value });
    return ok({ ...decision, conversationKey, ...(finding === undefined ? {} : { finding }) });
  };

  return async (tenant, reports) => {
    const [head, now] = await Promise.all([heads.get(tenant), clock.now(), keys.verify()]);
    if (head === undefined) return undefined;
    return await Promise.all(reports.map((report) => record(tenant, report, now)));
  };
};

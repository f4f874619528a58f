import { admit, type Refusal } from "../domain/admission.ts";
import { type ConversationKey, identityOf } from "../domain/conversation.ts";
import { type Decision, IGNORED } from "../domain/decision.ts";
import type { TenantId } from "../domain/ids.ts";
import { type Instant, type Period, periodOf } from "../domain/period.ts";
import type { Finding, Report } from "../domain/report.ts";
import { ok, type Result, refused } from "../domain/result.ts";
import type { InputFault, Reading } from "./adapter.ts";
import type { CheckMessage } from "./check-message.ts";
import type { ConversationKeys } from "./conversation-keys.ts";
import type { Heads } from "./heads.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { PoolWatch } from "./pool-watch.ts";
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

type Conversation = Pick<Report, "channel" | "conversationId">;
type Watch = Pick<PoolWatch, "counted" | "late" | "unask">;

/** What holds for all of one call. */
type Moment = { readonly head: Head; readonly now: Instant };

/** What invokes no bot, or is not known to. */
export type Ignored = typeof IGNORED & Partial<Pick<Recorded, "conversationKey" | "finding">>;

/** What became of one reading. */
export type Outcome = Result<Recorded | Ignored, RecordRefusal>;

/** What became of all readings of a call, in their order, and the pools that are to be evaluated after it. */
export type RecordedAll = {
  readonly outcomes: readonly Outcome[];
  readonly checks: readonly CheckMessage[];
};

export type RecordInvocations = (
  tenant: TenantId,
  readings: readonly Reading[],
) => Promise<RecordedAll | undefined>;

/**
 * Records what was read from a sender, each by itself, and answers in its order; undefined: no such
 * tenant. Throws `StoreUnavailable` where any of it was not stored: sending all again is safe then.
 */
export const createRecordInvocations = (ports: {
  readonly ledger: Ledger;
  readonly heads: Heads;
  readonly conversationKeys: ConversationKeys;
  readonly clock: Clock;
  readonly poolWatch: Watch;
  readonly retentionMonths: number;
}): RecordInvocations => {
  const { ledger, heads, conversationKeys, clock, poolWatch, retentionMonths } = ports;

  const keyOf = (tenant: TenantId, of: Conversation, at: Instant): ConversationKey =>
    conversationKeys.keyOf(tenant, of.channel, of.conversationId, periodOf(at));

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
    const conversationKey = keyOf(tenant, report, at.value);
    const decision = await ledger.record(tenant, { ...rest, conversationKey, at: at.value });
    return ok({ ...decision, conversationKey, ...(finding === undefined ? {} : { finding }) });
  };

  const outcomeOf = async (tenant: TenantId, reading: Reading, moment: Moment): Promise<Outcome> => {
    switch (reading.reading) {
      case "invocation":
        return await record(tenant, reading.report, moment);
      case "not-an-invocation":
        return ok(IGNORED);
      case "truncated":
        return truncated(keyOf(tenant, reading, moment.now));
      case "invalid":
        return refused({ code: "invalid-request", faults: reading.faults });
    }
  };

  return async (tenant, readings) => {
    const [found, now] = await Promise.all([heads.get(tenant), clock.now(), conversationKeys.verify()]);
    if (found === undefined) return undefined;
    const moment = { head: found.head, now };
    return await recordedAll(
      tenant,
      readings.map((reading) => outcomeOf(tenant, reading, moment)),
      poolWatch,
    );
  };
};

const truncated = (conversationKey: ConversationKey): Outcome =>
  ok({ ...IGNORED, conversationKey, finding: "truncated" });

/** Also of a call that fails the watch hears what was counted: its repeat will not be. */
const recordedAll = async (
  tenant: TenantId,
  recording: readonly Promise<Outcome>[],
  poolWatch: Watch,
): Promise<RecordedAll> => {
  const settled = await Promise.allSettled(recording);
  const outcomes = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const checks = checksAfter(tenant, outcomes, poolWatch);
  const failed = settled.find((one) => one.status === "rejected");
  if (failed === undefined) return { outcomes, checks };
  for (const { period } of checks) poolWatch.unask(tenant, period);
  throw failed.reason;
};

/** Tells the watch of the sessions of a call, and gives the pools that are to be evaluated for them. */
const checksAfter = (
  tenant: TenantId,
  outcomes: readonly Outcome[],
  poolWatch: Watch,
): readonly CheckMessage[] => {
  const counted = new Map<Period, number>();
  const late = new Set<Period>();
  for (const outcome of outcomes) {
    if (!outcome.ok) continue;
    const { value } = outcome;
    if (value.decision === "counted") counted.set(value.period, (counted.get(value.period) ?? 0) + 1);
    if (value.decision === "late") late.add(value.period);
  }
  return [
    ...[...counted]
      .filter(([period, sessions]) => poolWatch.counted(tenant, period, sessions))
      .map(([period]) => ({ tenant, period, cause: "counted" as const })),
    ...[...late]
      .filter((period) => poolWatch.late(tenant, period))
      .map((period) => ({ tenant, period, cause: "late" as const })),
  ];
};

import { type Channel, channel } from "../../shared/domain/channel.ts";
import { type ConversationKey, conversationKey } from "../../shared/domain/conversation.ts";
import type { Grant, GrantKind } from "../../shared/domain/grant.ts";
import { grantId, type TenantId, tenantId } from "../../shared/domain/ids.ts";
import type { Invocation } from "../../shared/domain/invocation.ts";
import type { IsSealed } from "../../shared/domain/join.ts";
import { type Instant, type Period, parseInstant, parsePeriod } from "../../shared/domain/period.ts";
import { type CountedRow, type ExcludedRow, rowOf } from "../../shared/domain/row.ts";
import { RULE_PACK } from "../../shared/domain/rule-pack.ts";

/** The value; a failure of the test where there is none. */
export const given = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error("The test spells a value that is none.");
  return value;
};

/** The instant that an ISO text spells. */
export const at = (iso: string): Instant => given(parseInstant(iso));
/** The period that a text spells. */
export const month = (text: string): Period => given(parsePeriod(text));
/** The channel that a text spells. */
export const channelNamed = (text: string): Channel => given(channel(text));
/** The tenant that a text spells. */
export const tenant = (text: string): TenantId => given(tenantId(text));
/** The conversation key of number `index`. */
export const keyNumber = (index: number): ConversationKey =>
  given(conversationKey(String(index).padStart(32, "0")));

/** Nothing is closed. */
export const NOTHING_SEALED: IsSealed = () => false;
/** Exactly these months are closed. */
export const sealed =
  (...periods: readonly string[]): IsSealed =>
  (period) =>
    periods.includes(period);

/** An invocation that counts, but for what `but` says. */
export const invocation = (but: Partial<Invocation> = {}): Invocation => ({
  conversationKey: keyNumber(1),
  botId: "bot-a",
  channel: channelNamed("lcw"),
  at: at("2026-11-25T09:00:00.000Z"),
  escalated: false,
  role: "chatbot",
  botKind: "bot-framework",
  environment: "production",
  ...but,
});

/** The row that such an invocation makes; a failure of the test where it is an exclusion. */
export const countedRow = (but: Partial<Invocation> = {}): CountedRow => {
  const row = rowOf(invocation(but), RULE_PACK);
  if (row.kind === "excluded") throw new Error("The test's invocation is excluded.");
  return row;
};

/** The row that an excluded invocation makes: of test traffic, unless `but` says otherwise. */
export const excludedRow = (but: Partial<Invocation> = { environment: "test" }): ExcludedRow => {
  const row = rowOf(invocation(but), RULE_PACK);
  if (row.kind === "counted") throw new Error("The test's invocation is counted.");
  return row;
};

/** A grant of ten units in force from 2026-01 on, but for what `but` says. */
export const grant = (kind: GrantKind, but: Partial<Grant> = {}): Grant => ({
  grantId: given(grantId(`grant-of-${kind}`)),
  kind,
  quantity: 10,
  from: month("2026-01"),
  ...but,
});

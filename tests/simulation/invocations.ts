import type { Reading } from "../../shared/application/adapter.ts";
import { type Channel, channel } from "../../shared/domain/channel.ts";
import { type ConversationKey, conversationKey } from "../../shared/domain/conversation.ts";
import { type TenantId, tenantId } from "../../shared/domain/ids.ts";
import type { Invocation } from "../../shared/domain/invocation.ts";
import { type Instant, parseInstant } from "../../shared/domain/period.ts";
import type { Random } from "./random.ts";
import { required } from "./required.ts";

/** An invocation that some client wants to have counted, with how it goes about it. */
export type PlannedInvocation = {
  readonly tenant: TenantId;
  readonly invocation: Invocation;
  /** Why it must not count; undefined: it must. */
  readonly exclusion: string | undefined;
  /** Whether its client gives up at the first failure, and never learns what came of it. */
  readonly isGivenUp: boolean;
};

type Conversation = {
  readonly tenant: TenantId;
  readonly name: string;
  readonly channels: readonly string[];
  readonly isPersistent: boolean;
};

// Months around their boundaries: ties, the last and the first millisecond, and days of their own. In most
// runs the first one is before the first period.
const INSTANTS = [
  "2026-09-30T23:59:59.999Z",
  "2026-10-15T12:00:00.000Z",
  "2026-10-31T23:59:59.999Z",
  "2026-11-01T00:00:00.000Z",
  "2026-11-01T00:00:00.001Z",
  "2026-11-30T23:59:59.999Z",
  "2026-12-01T00:00:00.000Z",
  "2026-12-24T18:00:00.000Z",
  "2027-01-01T00:00:00.000Z",
  "2027-02-01T00:00:00.000Z",
].map((text) => required(parseInstant(text)));
const BOTS = ["bot-1", "order-bot", "faq-bot", "other", "__proto__"];
const CHANNEL_GROUPS = [
  ["lcw", "omnichannel-chat", "telephony"],
  ["lcw"],
  ["acs-chat", "webchat"],
  ["direct-line"],
];
const PERSISTENT_CHANNELS = ["whatsapp", "sms", "msteams"];
const BURST_MIN = 220;

/**
 * Draws a few conversations with a few invocations each, or a burst of many that come all at once.
 * `isReported`: whether the run goes on long enough for an invocation of that time.
 */
export const planInvocations = (
  random: Random,
  tenants: readonly string[],
  isBurst: boolean,
  isReported: (at: Instant) => boolean,
): readonly PlannedInvocation[] => {
  const conversations = isBurst ? BURST_MIN + random.below(120) : 1 + random.below(6);
  const reportsMax = isBurst ? 2 : 6;
  const possible = INSTANTS.filter(isReported);
  const instants = possible.filter(() => random.chance(0.6));
  const bots = BOTS.slice(0, 1 + random.below(BOTS.length));
  const draw = drawnFrom(random, instants.length === 0 ? possible : instants, bots);
  return Array.from({ length: conversations }, (_, index) => {
    const conversation = drawConversation(random, random.pick(tenants), index);
    return Array.from({ length: 1 + random.below(reportsMax) }, () => draw(conversation));
  }).flat();
};

/** The invocation as an adapter reads it. Its conversation's id is its key, which nothing has to be made of. */
export const readingOf = ({ invocation }: PlannedInvocation): Reading => {
  const { conversationKey: conversationId, ...rest } = invocation;
  return { reading: "invocation", report: { ...rest, conversationId } };
};

const drawConversation = (random: Random, tenant: string, index: number): Conversation => {
  const isPersistent = random.chance(0.3);
  const channels = isPersistent ? [random.pick(PERSISTENT_CHANNELS)] : random.pick(CHANNEL_GROUPS);
  return { tenant: required(tenantId(tenant)), name: `conversation-${index}`, channels, isPersistent };
};

const drawnFrom =
  (random: Random, instants: readonly Instant[], bots: readonly string[]) =>
  (conversation: Conversation): PlannedInvocation => {
    const at = random.pick(instants);
    const invocation: Invocation = {
      conversationKey: keyOf(conversation, at),
      botId: random.pick(bots),
      channel: brandedChannel(random.pick(conversation.channels)),
      at,
      ...(random.chance(0.5) ? { phase: random.pick(["start", "during", "end"] as const) } : {}),
      escalated: random.chance(0.2),
      role: random.chance(0.12) ? "smart-assist" : "chatbot",
      botKind: random.chance(0.05) ? "other" : "bot-framework",
      environment: random.chance(0.08) ? "test" : "production",
    };
    return {
      tenant: conversation.tenant,
      invocation,
      exclusion: exclusionOf(invocation),
      isGivenUp: random.chance(0.1),
    };
  };

/** Keys as the application makes them: 32 characters; the month joins those of ids that never change. */
const keyOf = ({ name, isPersistent }: Conversation, at: Instant): ConversationKey => {
  const month = isPersistent ? `-${new Date(at).toISOString().slice(0, 7)}` : "";
  return required(conversationKey(`${name}${month}`.padEnd(32, "_")));
};

const brandedChannel = (text: string): Channel => required(channel(text));

/** The rules of exclusion, written down a second time: the first reason that holds. */
const exclusionOf = ({ environment, role, channel, botKind }: Invocation): string | undefined => {
  if (environment === "test") return "test-traffic";
  if (role === "smart-assist") return "smart-assist";
  if (channel === "telephony") return "channel-not-pooled";
  return botKind === "bot-framework" ? undefined : "bot-kind-not-pooled";
};

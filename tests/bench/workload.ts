import { randomBytes } from "node:crypto";
import { channel } from "../../shared/domain/channel.ts";
import { conversationKey } from "../../shared/domain/conversation.ts";
import type { Invocation } from "../../shared/domain/invocation.ts";
import { parseInstant, periodOf, plusMs } from "../../shared/domain/period.ts";
import type { Report } from "../../shared/domain/report.ts";
import type { Random } from "../simulation/random.ts";
import { required } from "../simulation/required.ts";

const START = required(parseInstant("2026-11-10T09:00:00.000Z"));
const BOTS = ["order-bot", "faq-bot", "returns-bot"];
const CHANNELS = ["lcw", "directline"].map((name) => required(channel(name)));

/** The month of all invocations here. */
export const PERIOD = periodOf(START);

/** One conversation of each bot on each channel, so that all names have been met before a clock runs. */
export const oneOfEachName = (): readonly Invocation[] =>
  BOTS.flatMap((_, bot) => CHANNELS.map((_, place) => conversation(bot, place)));

/** Invocations that each begin a conversation. */
export const newConversations = (count: number): readonly Invocation[] =>
  inOrderOfTime(Array.from({ length: count }, (_, index) => conversation(index, index)));

/** The same, as senders report them. */
export const newReports = (count: number): readonly Report[] =>
  newConversations(count).map(({ conversationKey, ...report }) => ({
    ...report,
    conversationId: conversationKey,
  }));

/** How often `withRepeats` reports each conversation: three in four of its invocations are repeats. */
export const REPORTS = 4;

/** Invocations of `conversations` conversations, each reported four times, in an order that the seed decides. */
export const withRepeats = (conversations: number, random: Random): readonly Invocation[] =>
  inOrderOfTime(
    shuffled(
      newConversations(conversations).flatMap((one) => Array.from({ length: REPORTS }, () => one)),
      random,
    ),
  );

/** `items` in an order that the seed decides. */
export const shuffled = <Item>(items: readonly Item[], random: Random): readonly Item[] =>
  items
    .map((item) => [random.below(2 ** 32), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);

const conversation = (bot: number, place: number): Invocation => ({
  conversationKey: required(conversationKey(randomBytes(24).toString("base64url"))),
  botId: required(BOTS[bot % BOTS.length]),
  channel: required(CHANNELS[place % CHANNELS.length]),
  at: START,
  escalated: false,
  role: "chatbot",
  botKind: "bot-framework",
  environment: "production",
});

/** A repeat is later than what it repeats, or it would be an amendment and have something to write. */
const inOrderOfTime = (invocations: readonly Invocation[]): readonly Invocation[] =>
  invocations.map((invocation, index) => ({ ...invocation, at: plusMs(START, index) }));

import type { Reading } from "../application/adapter.ts";
import type { Channel } from "../domain/channel.ts";
import type { BotKind, Environment } from "../domain/invocation.ts";
import type { Instant } from "../domain/period.ts";
import { isBotId, isConversationId } from "../domain/report.ts";
import { type FoundId, faultOfId, textOfId } from "./found-id.ts";

/** What is not about a bot's being invoked; also types that are not known yet: nobody is billed on a guess. */
export const NOT_AN_INVOCATION: Reading = { reading: "not-an-invocation" };

/** What an adapter found of an invocation, its ids not checked yet. */
type Found = {
  readonly conversation: FoundId | undefined;
  readonly bot: FoundId | undefined;
  /** Where the ids should have stood, for the fault of one that is missing. */
  readonly paths: { readonly conversation: string; readonly bot: string };
  readonly channel: Channel | undefined;
  /** Undefined: the time of receipt is meant. */
  readonly at: Instant | undefined;
  readonly settings: { readonly botKind: BotKind; readonly environment: Environment };
};

/** The invocation of a chatbot by a message, or its faults where it cannot be counted. */
export const readingOf = ({ conversation, bot, paths, channel, at, settings }: Found): Reading => {
  const conversationId = textOfId(conversation, isConversationId);
  const botId = textOfId(bot, isBotId);
  if (conversationId === undefined || botId === undefined || channel === undefined) {
    const faults = [
      ...(conversationId === undefined ? [faultOfId(conversation, paths.conversation)] : []),
      ...(botId === undefined ? [faultOfId(bot, paths.bot)] : []),
      ...(channel === undefined ? [{ path: "channel", message: "Not the name of a channel." }] : []),
    ];
    return { reading: "invalid", faults };
  }
  const { botKind, environment } = settings;
  const report = { conversationId, botId, channel, botKind, environment, escalated: false } as const;
  return {
    reading: "invocation",
    report: { ...report, role: "chatbot", ...(at === undefined ? {} : { at }) },
  };
};

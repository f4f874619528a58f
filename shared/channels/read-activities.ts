import type { Reading } from "../application/adapter.ts";
import { scopeOf } from "../domain/conversation.ts";
import type { Phase } from "../domain/invocation.ts";
import { isBotId, isConversationId } from "../domain/report.ts";
import { type Activity, activityOf, itemsOf, typeOf } from "./activity.ts";
import { channelOf, conversationOf } from "./activity-place.ts";
import { timeOf } from "./activity-time.ts";
import { hasAuthCard } from "./auth-card.ts";
import { type BotCommands, commandsOf, NO_COMMANDS, SMART_ASSIST_EVIDENCE } from "./bot-commands.ts";
import type { BotFrameworkSettings } from "./bot-framework-settings.ts";
import { faultOfId, textOfId } from "./found-id.ts";
import { contextOf, isStart } from "./omnichannel-context.ts";
import { NOT_AN_INVOCATION } from "./reading-of.ts";
import { speakerOf } from "./speaker.ts";

// All else tells something about a conversation without invoking a bot in it: typing, reactions, edits,
// deletions, installation, contacts, traces, the end. `handoff` moves a conversation on whose bot was invoked
// by what came before. Types not known yet are no invocations either: nobody is billed on a guess.
const INVOKING = new Set(["message", "event", "invoke"]);

/**
 * Reads the Activities that Bot Framework, Teams, Direct Line, skills and Omnichannel send. Omnichannel's
 * break the protocol's specification in most fields, so no field is refused for its shape; but what invokes
 * a bot and cannot be counted is `invalid`, never dropped.
 * Sources: Bot Framework "Activity schema" 3.1; Microsoft Learn, "Code samples for parsing activity JSON".
 */
export const readActivities = (payload: unknown, settings: BotFrameworkSettings): readonly Reading[] =>
  itemsOf(payload).map((item) => readItem(item, settings));

/** How many readings that gives. */
export const countActivities = (payload: unknown): number => itemsOf(payload).length;

const readItem = (item: unknown, settings: BotFrameworkSettings): Reading => {
  const activity = activityOf(item);
  if (activity === undefined) return NOT_AN_INVOCATION;
  const context = contextOf(activity);
  const isStarting = isStart(activity, context);
  if (!isStarting && !INVOKING.has(typeOf(activity))) return NOT_AN_INVOCATION;

  const commands = commandsOf(activity);
  const channel = channelOf(activity, context);
  const isOmnichannel = channel !== undefined && scopeOf(channel) === "omnichannel";
  const isCommand = commands.isSmartAssist || commands.isEscalation || commands.isEnd;
  const speaker = speakerOf(activity, settings, { isCommand, isOmnichannel });
  // What a person says to nobody in particular may be to no bot at all. Omnichannel gives its context to bots
  // only, and a bot's own words are a bot's: there the missing name is a fault.
  const isToABot = context !== undefined && typeOf(activity) !== "message";
  if (speaker.bot === undefined && !speaker.isBot && !isToABot) return NOT_AN_INVOCATION;

  const conversation = conversationOf(activity, context);
  const conversationId = textOfId(conversation, isConversationId);
  const botId = textOfId(speaker.bot, isBotId);
  if (conversationId === undefined || botId === undefined || channel === undefined) {
    const faults = [
      ...(conversationId === undefined ? [faultOfId(conversation, "conversation.id")] : []),
      ...(botId === undefined ? [faultOfId(speaker.bot, speaker.isBot ? "from.id" : "recipient.id")] : []),
      ...(channel === undefined ? [{ path: "channelId", message: "Not the name of a channel." }] : []),
    ];
    return { reading: "invalid", faults };
  }
  const { botKind, environment } = settings;
  // A person's client can write channel data too: what only bots order counts from bots alone.
  const evidence = evidenceOf(activity, speaker.isBot ? commands : NO_COMMANDS, isStarting);
  // Only Omnichannel cannot show a sign-in card; elsewhere there is nothing wrong with one.
  const isLinted = isOmnichannel && speaker.isBot && typeOf(activity) === "message" && hasAuthCard(activity);
  return {
    reading: "invocation",
    report: {
      conversationId,
      botId,
      channel,
      botKind,
      environment,
      ...evidence,
      ...(isLinted ? { finding: "auth-card" } : {}),
    },
  };
};

const evidenceOf = (activity: Activity, commands: BotCommands, isStarting: boolean) => {
  const at = timeOf(activity.timestamp);
  const phase = phaseOf(commands, isStarting);
  const role = commands.isSmartAssist
    ? ({ role: "smart-assist", roleEvidence: SMART_ASSIST_EVIDENCE } as const)
    : ({ role: "chatbot" } as const);
  return {
    ...role,
    escalated: commands.isEscalation,
    ...(at === undefined ? {} : { at }),
    ...(phase === undefined ? {} : { phase }),
  };
};

// Of all other activities none tells whether it is the first of its conversation, so none says "during".
const phaseOf = (commands: BotCommands, isStarting: boolean): Phase | undefined => {
  if (isStarting) return "start";
  return commands.isEnd ? "end" : undefined;
};

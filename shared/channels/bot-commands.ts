import * as z from "zod";
import { type Activity, channelDataOf, typeOf } from "./activity.ts";
import { parseJsonText } from "./json-text.ts";

const SMART_ASSIST_TAG = "smartbot";
const ESCALATE = "Escalate";
const END = "EndConversation";
const HANDOFF_EVENT = "handoff.initiate";
const COMMAND = z
  .object({ type: z.string().optional().catch(undefined) })
  .optional()
  .catch(undefined);

/** The phrase that is kept as evidence of a smart assist reply; fixed, so that it can hold nobody's text. */
export const SMART_ASSIST_EVIDENCE = "channelData.tags = smartbot";

/** What a bot tells the channel beside its words. */
export type BotCommands = {
  readonly isSmartAssist: boolean;
  readonly isEscalation: boolean;
  readonly isEnd: boolean;
};

/** Those of an activity that orders nothing. */
export const NO_COMMANDS: BotCommands = { isSmartAssist: false, isEscalation: false, isEnd: false };

/**
 * What the activity's tags order: a comma-separated text that names `smartbot`, or JSON text with the type
 * `Escalate` or `EndConversation`. A bot that hands off by the protocol's own event escalates as well.
 * Sources: Microsoft Learn, "Escalate and end conversation" and "Transition conversations from bot to
 * human"; Dynamics365-Apps-Samples, SmartAssistBot.cs.
 */
export const commandsOf = (activity: Activity): BotCommands => {
  const tags = channelDataOf(activity).flatMap((channelData) => channelData.tags ?? []);
  const types = tags.map((text) => COMMAND.parse(parseJsonText(text))?.type);
  const isHandoff = typeOf(activity) === "event" && activity.name === HANDOFF_EVENT;
  return {
    isSmartAssist: tags.some(namesSmartAssist),
    isEscalation: types.includes(ESCALATE) || isHandoff,
    isEnd: types.includes(END),
  };
};

const namesSmartAssist = (tags: string): boolean =>
  tags.split(",").some((tag) => tag.trim() === SMART_ASSIST_TAG);

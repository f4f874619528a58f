import * as z from "zod";
import { type Activity, channelDataOf, typeOf, VOICE_CONTEXT } from "./activity.ts";
import { type FoundId, foundId } from "./found-id.ts";
import { parseJsonText } from "./json-text.ts";

const START = "startConversation";
// Typed by what is read of it alone: besides the id it holds threads, contacts and sign-in claims.
const WORK_ITEM = z
  .object({ msdyn_liveworkitemid: z.unknown().optional(), EventName: z.unknown().optional() })
  .optional()
  .catch(undefined);

/** What Omnichannel tells of the conversation that an activity belongs to. */
export type OmnichannelContext = {
  /** The live work item, which is the conversation however it is reported. */
  readonly workItem: FoundId;
  readonly isVoice: boolean;
};

/**
 * The context that Omnichannel gave the activity, or undefined. Channel data is the channel's own word in
 * any activity; `value` and `text` are read in events only, which people cannot type: of a message they are a
 * person's own, who could type themselves into another conversation.
 * Source: Microsoft Learn, "Code samples for parsing activity JSON".
 */
export const contextOf = (activity: Activity): OmnichannelContext | undefined => {
  const all = channelDataOf(activity);
  const voice = all.map((channelData) =>
    foundId(
      `channelData.${VOICE_CONTEXT}.msdyn_ocliveworkitemid`,
      channelData[VOICE_CONTEXT]?.msdyn_ocliveworkitemid,
    ),
  );
  const voiceItem = voice.find((found) => found !== undefined);
  if (voiceItem !== undefined) return { workItem: voiceItem, isVoice: true };
  const chat = [
    ...all.map((each) => foundId("channelData.msdyn_liveworkitemid", each.msdyn_liveworkitemid)),
    foundId("value.msdyn_liveworkitemid", workItemOfValue(activity)?.msdyn_liveworkitemid),
    foundId("text.msdyn_liveworkitemid", workItemOfText(activity)?.msdyn_liveworkitemid),
  ];
  const chatItem = chat.find((found) => found !== undefined);
  return chatItem === undefined ? undefined : { workItem: chatItem, isVoice: false };
};

/**
 * Whether the activity tells a bot that its conversation begins: the event of that name, or the membership
 * change by which the voice channel tells it.
 * Source: Microsoft Learn, "Parse event activity JSON to get bot context".
 */
export const isStart = (activity: Activity, context: OmnichannelContext | undefined): boolean => {
  if (typeOf(activity) === "conversationupdate") return context?.isVoice === true;
  if (typeOf(activity) !== "event") return false;
  return activity.name === START || workItemOfText(activity)?.EventName === START;
};

/** Whether the activity went through Omnichannel although its `channelId` may name the channel behind it. */
export const isThroughOmnichannel = (activity: Activity, context: OmnichannelContext | undefined): boolean =>
  context !== undefined ||
  channelDataOf(activity).some(({ sourceChannelId }) => sourceChannelId === "omnichannel");

type WorkItem = z.infer<typeof WORK_ITEM>;

const workItemOfValue = (activity: Activity): WorkItem => {
  if (typeOf(activity) !== "event") return undefined;
  const { value } = activity;
  return WORK_ITEM.parse(typeof value === "string" ? parseJsonText(value) : value);
};

const workItemOfText = (activity: Activity): WorkItem =>
  typeOf(activity) === "event" ? WORK_ITEM.parse(parseJsonText(activity.text ?? "")) : undefined;

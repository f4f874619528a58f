import { type Channel, channel } from "../domain/channel.ts";
import { scopeOf } from "../domain/conversation.ts";
import type { Activity } from "./activity.ts";
import { type FoundId, foundId } from "./found-id.ts";
import { isThroughOmnichannel, type OmnichannelContext } from "./omnichannel-context.ts";

const OMNICHANNEL = "omnichannel";
const VOICE_CHANNEL = "telephony";

/**
 * The id of the conversation that the activity counts for, unchecked: Omnichannel's live work item; else,
 * inside a skill, the conversation of its parent, since a skill's own is only the pipe between the two;
 * else the activity's own. Teams' `;messageid=` stays: it makes a thread of a channel.
 * Source: Bot Framework "Activity schema", `relatesTo`.
 */
export const conversationOf = (
  activity: Activity,
  context: OmnichannelContext | undefined,
): FoundId | undefined =>
  context?.workItem ?? parentOf(activity) ?? foundId("conversation.id", activity.conversation?.id);

/**
 * The channel of that conversation, or undefined where it is named by no channel's name. A channel behind
 * Omnichannel gets the prefix that puts it into Omnichannel's scope: one work item is one conversation,
 * and would be counted twice, or monthly as WhatsApp's own are.
 */
export const channelOf = (
  activity: Activity,
  context: OmnichannelContext | undefined,
): Channel | undefined => {
  if (context?.isVoice === true) return channel(VOICE_CHANNEL);
  const parentChannel = parentOf(activity) === undefined ? undefined : activity.relatesTo?.channelId;
  const named = channel((parentChannel ?? activity.channelId ?? "").toLowerCase());
  if (named === undefined || scopeOf(named) === OMNICHANNEL) return named;
  if (!isThroughOmnichannel(activity, context)) return named;
  // With a name that leaves no room for the prefix, the scope is what has to be right.
  return channel(`${OMNICHANNEL}-${named}`) ?? channel(OMNICHANNEL);
};

const parentOf = ({ relatesTo }: Activity): FoundId | undefined =>
  foundId("relatesTo.conversation.id", relatesTo?.conversation?.id);

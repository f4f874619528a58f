import type { Reading } from "../application/adapter.ts";
import { type Channel, channel } from "../domain/channel.ts";
import { isConversationId } from "../domain/report.ts";
import { type DataverseContext, optionOf, referredId } from "./dataverse-context.ts";
import type { DataverseSettings } from "./dataverse-settings.ts";
import { foundId, textOfId } from "./found-id.ts";
import { NOT_AN_INVOCATION, readingOf } from "./reading-of.ts";

// Source: Microsoft Learn, "msdyn_ocliveworkitem", msdyn_channel. The names are those that Activities have behind
// Omnichannel, which all share its scope.
const CHANNELS: ReadonlyMap<number, string> = new Map([
  [192360000, "lcw"],
  [192370000, "telephony"],
  [192340000, "omnichannel-sms"],
  [192330000, "omnichannel-facebook"],
  [192300000, "omnichannel-whatsapp"],
  [192310000, "omnichannel-line"],
  [192320000, "omnichannel-wechat"],
  [19241000, "omnichannel-msteams"],
  [192350002, "omnichannel-custom"],
]);
const OMNICHANNEL = "omnichannel";
const PATHS = { conversation: "PrimaryEntityId", bot: "msdyn_activeagentid" };

/**
 * Reads a change of Omnichannel's live work item: it invokes a bot where it makes one of the source's bots the active
 * agent. Of one that was cut the conversation is told, and not guessed whether a bot was in it.
 */
export const readWorkItem = (context: DataverseContext, settings: DataverseSettings): Reading => {
  const conversation = foundId(PATHS.conversation, context.entityId);
  if (context.isCut) {
    const conversationId = textOfId(conversation, isConversationId);
    if (conversationId === undefined) return NOT_AN_INVOCATION;
    return { reading: "truncated", conversationId, channel: channelOf(context) };
  }
  const agent = referredId(context.target?.get(PATHS.bot))?.toLowerCase();
  if (agent === undefined || settings.botUsers?.includes(agent) !== true) return NOT_AN_INVOCATION;
  return readingOf({
    conversation,
    bot: foundId(PATHS.bot, agent),
    paths: PATHS,
    channel: channelOf(context),
    at: context.at,
    settings,
  });
};

/** An update names the channel only where it is among what changed, or in an image: scope matters, not the name. */
const channelOf = ({ target, images }: DataverseContext): Channel => {
  const options = [target, ...images].map((attributes) => optionOf(attributes?.get("msdyn_channel")));
  const option = options.find((each) => each !== undefined);
  const named = channel(CHANNELS.get(option ?? Number.NaN) ?? OMNICHANNEL);
  if (named === undefined) throw new Error("A channel's name is none.");
  return named;
};

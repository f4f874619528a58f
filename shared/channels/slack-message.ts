import * as z from "zod";
import type { Reading } from "../application/adapter.ts";
import { channel } from "../domain/channel.ts";
import { timeOf } from "./activity-time.ts";
import type { CommonSettings } from "./common-settings.ts";
import { foundId } from "./found-id.ts";
import { NOT_AN_INVOCATION, readingOf } from "./reading-of.ts";

const TEXT = z.string().optional().catch(undefined);
const EVENT = z.object({
  type: TEXT,
  subtype: TEXT,
  channel: TEXT,
  channel_type: TEXT,
  ts: TEXT,
  thread_ts: TEXT,
  bot_id: TEXT,
  app_id: TEXT,
});
const CALLBACK = z.object({
  type: z.literal("event_callback"),
  team_id: TEXT,
  api_app_id: TEXT,
  event_time: z.unknown().optional(),
  event: EVENT,
});
type Callback = z.infer<typeof CALLBACK>;

// All other subtypes tell of something that happened to a message or a channel: edits, deletions, joins.
const SPOKEN = new Set([undefined, "file_share", "thread_broadcast", "me_message", "bot_message"]);
const PATHS = { conversation: "event.channel", bot: "api_app_id" };

/**
 * Reads what Slack tells an app: it is invoked by a message to it alone, by being mentioned, and by its own messages.
 * What people say elsewhere in a channel is to no bot, and what other bots say is not this one's.
 * Source: Slack, "Events API", `message` and `app_mention`.
 */
export const readSlackCallback = (payload: unknown, settings: CommonSettings): Reading => {
  const callback = CALLBACK.safeParse(payload).data;
  if (callback === undefined || !isInvoking(callback)) return NOT_AN_INVOCATION;
  return readingOf({
    conversation: foundId(PATHS.conversation, conversationOf(callback)),
    bot: foundId(PATHS.bot, callback.api_app_id),
    paths: PATHS,
    channel: channel("slack"),
    at: timeOf(callback.event_time) ?? timeOf(callback.event.ts),
    settings,
  });
};

const isInvoking = ({ event, api_app_id: appId }: Callback): boolean => {
  if (!SPOKEN.has(event.subtype)) return false;
  const isBots = event.bot_id !== undefined || event.subtype === "bot_message";
  if (isBots) return event.type === "message" && event.app_id !== undefined && event.app_id === appId;
  return event.type === "app_mention" || (event.type === "message" && isDirect(event));
};

const isDirect = ({ channel_type: type, channel: id = "" }: Callback["event"]): boolean =>
  type === undefined ? id.startsWith("D") : type === "im";

/**
 * Team, channel and thread. A direct message outside a thread belongs to the talk of these two, which never ends;
 * in a channel each first message begins a thread, or all mentions in it would be one session.
 */
const conversationOf = ({ team_id: team, event }: Callback): string | undefined => {
  const { channel: id, thread_ts: thread, ts } = event;
  if (!team || !id) return undefined;
  if (isDirect(event)) return [team, id, ...(thread ? [thread] : [])].join("|");
  const first = thread || ts;
  return first ? [team, id, first].join("|") : undefined;
};

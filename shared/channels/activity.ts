import * as z from "zod";

/** Where Omnichannel's voice channel puts its context, a key of the channel data. */
export const VOICE_CONTEXT = "vnd.microsoft.msdyn.oc.data";

// Each field stands alone: one of the wrong type reads as missing and takes no other field with it. What is
// an id or a time stays unknown here, so that a malformed one can be told from none.
// Caught inside the schema, since a parse that fails makes an error, which costs several times the reading.
const ANY = z.unknown().optional();
const TEXT = z.string().optional().catch(undefined);
const ACCOUNT = z.object({ id: ANY, role: ANY }).optional().catch(undefined);
const CONVERSATION = z.object({ id: ANY }).optional().catch(undefined);
const CHANNEL_DATA = z
  .object({
    tags: TEXT,
    sourceChannelId: TEXT,
    msdyn_liveworkitemid: ANY,
    [VOICE_CONTEXT]: z.object({ msdyn_ocliveworkitemid: ANY }).optional().catch(undefined),
  })
  .optional()
  .catch(undefined);
const ACTIVITY = z.object({
  type: TEXT,
  name: TEXT,
  text: TEXT,
  timestamp: ANY,
  channelId: TEXT,
  from: ACCOUNT,
  recipient: ACCOUNT,
  conversation: CONVERSATION,
  relatesTo: z.object({ channelId: TEXT, conversation: CONVERSATION }).optional().catch(undefined),
  value: ANY,
  channelData: CHANNEL_DATA,
  channeldata: CHANNEL_DATA,
  attachments: ANY,
  suggestedActions: ANY,
});
const ACTIVITY_SET = z.object({ activities: z.array(z.unknown()).optional().catch(undefined) });

/** The fields of an Activity that mean something here; all others are never looked at. */
export type Activity = Readonly<z.infer<typeof ACTIVITY>>;
/** A sender or an addressee. */
export type Account = NonNullable<Activity["from"]>;
type ChannelData = NonNullable<Activity["channelData"]>;

/**
 * The Activities of a payload, unread: a list of them, Direct Line's `{ activities, watermark }`, or else
 * the payload itself.
 * Source: Bot Framework, "Direct Line API 3.0", ActivitySet.
 */
export const itemsOf = (payload: unknown): readonly unknown[] => {
  if (Array.isArray(payload)) return payload;
  return ACTIVITY_SET.safeParse(payload).data?.activities ?? [payload];
};

/** The item as an Activity, or undefined where it is no JSON object; an object of any shape is one. */
export const activityOf = (item: unknown): Activity | undefined => ACTIVITY.safeParse(item).data;

/** The activity's type in lower case, empty where it names none. */
export const typeOf = (activity: Activity): string => activity.type?.toLowerCase() ?? "";

/**
 * The channel data under each spelling of its key: the protocol writes `channelData`, what Omnichannel
 * itself sends `channeldata`.
 * Source: Microsoft Learn, "Code samples for parsing activity JSON".
 */
export const channelDataOf = (activity: Activity): readonly ChannelData[] =>
  [activity.channelData, activity.channeldata].filter((channelData) => channelData !== undefined);

import * as z from "zod";
import type { Reading } from "../application/adapter.ts";
import { type Channel, channel } from "../domain/channel.ts";
import { type DataverseContext, dataverseTimeOf } from "./dataverse-context.ts";
import type { DataverseSettings } from "./dataverse-settings.ts";
import { foundId } from "./found-id.ts";
import { parseJsonText } from "./json-text.ts";
import { NOT_AN_INVOCATION, readingOf } from "./reading-of.ts";

// Conversation, bot and batch; the conversation's id can hold underscores itself.
const NAME = /^(.+)_([^_]+)_\d+$/;
const PATHS = { conversation: "name", bot: "name" };
const CONTENT = z.object({
  activities: z.array(
    z.object({
      channelId: z.string().optional().catch(undefined),
      value: z.object({ isDesignMode: z.unknown().optional() }).optional().catch(undefined),
    }),
  ),
});

/**
 * Reads a transcript that Copilot Studio wrote of a conversation, hours after it: when it began, whose it was and
 * whether it was a maker's own test. What people said stands in it too, and is not looked at.
 * Source: Microsoft Learn, "Understand conversation transcripts".
 */
export const readTranscript = ({ target }: DataverseContext, settings: DataverseSettings): Reading => {
  const name = target?.get("name");
  const [, conversation, bot] = typeof name === "string" ? (NAME.exec(name) ?? []) : [];
  if (target === undefined || conversation === undefined) return NOT_AN_INVOCATION;
  const content = target.get("content");
  const { activities = [] } =
    CONTENT.safeParse(typeof content === "string" ? parseJsonText(content) : undefined).data ?? {};
  const isTest = activities.some(({ value }) => value?.isDesignMode === true);
  return readingOf({
    conversation: foundId(PATHS.conversation, conversation),
    bot: foundId(PATHS.bot, bot),
    paths: PATHS,
    channel: channelOf(activities),
    at: dataverseTimeOf(target.get("conversationstarttime")),
    settings: { botKind: "copilot-studio", environment: isTest ? "test" : settings.environment },
  });
};

const channelOf = (activities: z.infer<typeof CONTENT>["activities"]): Channel | undefined => {
  const named = activities.map(({ channelId = "" }) => channel(channelId.toLowerCase()));
  return named.find((each) => each !== undefined) ?? channel("copilot-studio");
};

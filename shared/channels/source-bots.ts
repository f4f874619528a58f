import type { BotFrameworkSettings } from "./bot-framework-settings.ts";
import { bareBotId } from "./bot-id.ts";
import { type FoundId, foundId } from "./found-id.ts";

/** The bots that the source says speak through it, its app among them. */
export const listedBots = ({ botIds = [], appId }: BotFrameworkSettings): ReadonlySet<string> =>
  new Set([...botIds, ...(appId === undefined ? [] : [appId])].map(bareBotId));

/**
 * The bot that is meant where an activity names none: the source's only one, or undefined where it has
 * several. The app counts only where no bots are listed, since it may be the app of many.
 */
export const onlyBotOf = ({ botIds = [], appId }: BotFrameworkSettings): FoundId | undefined => {
  const [first, ...others] = new Set(botIds.map(bareBotId));
  if (others.length > 0) return undefined;
  return first === undefined ? foundId("settings.appId", appId) : foundId("settings.botIds", first);
};

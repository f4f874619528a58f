import type { SourceSettings } from "../application/adapter.ts";
import { type FoundId, foundId } from "./found-id.ts";

/** What Teams puts before the app id of a bot. */
export const TEAMS_BOT_PREFIX = "28:";

/**
 * The id of a bot without Teams' prefix: the same bot is named by its bare app id everywhere else, and
 * would be two bots.
 */
export const bareBotId = (id: string): string =>
  id.startsWith(TEAMS_BOT_PREFIX) ? id.slice(TEAMS_BOT_PREFIX.length) : id;

/** The bots that the source says speak through it, its app among them. */
export const listedBots = ({ botIds = [], appId }: SourceSettings): ReadonlySet<string> =>
  new Set([...botIds, ...(appId === undefined ? [] : [appId])].map(bareBotId));

/**
 * The bot that is meant where an activity names none: the source's only one, or undefined where it has
 * several. The app counts only where no bots are listed, since it may be the app of many.
 */
export const onlyBotOf = ({ botIds = [], appId }: SourceSettings): FoundId | undefined => {
  const [first, ...others] = new Set(botIds.map(bareBotId));
  if (others.length > 0) return undefined;
  return first === undefined ? foundId("settings.appId", appId) : foundId("settings.botIds", first);
};

/** What Teams puts before the app id of a bot. */
export const TEAMS_BOT_PREFIX = "28:";

/**
 * The id of a bot without Teams' prefix: the same bot is named by its bare app id everywhere else, and
 * would be two bots.
 */
export const bareBotId = (id: string): string =>
  id.startsWith(TEAMS_BOT_PREFIX) ? id.slice(TEAMS_BOT_PREFIX.length) : id;

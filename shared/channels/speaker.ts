import { type Account, type Activity, typeOf } from "./activity.ts";
import type { BotFrameworkSettings } from "./bot-framework-settings.ts";
import { bareBotId, TEAMS_BOT_PREFIX } from "./bot-id.ts";
import { type FoundId, foundId } from "./found-id.ts";
import { listedBots, onlyBotOf } from "./source-bots.ts";

const TEAMS_USER_PREFIX = "29:";
// Omnichannel writes a customer's role as a number.
const OMNICHANNEL_CUSTOMER = 1;

/** Who sent an activity, and which bot it invokes, where it or its source tells. */
export type Speaker = { readonly isBot: boolean; readonly bot: FoundId | undefined };

/** What is known of an activity besides its sender and its addressee. */
type SpeakerSigns = {
  /** It carries a command that only bots give. */
  readonly isCommand: boolean;
  readonly isOmnichannel: boolean;
};

/**
 * Tells a bot's own activity from one sent to it, by the first of these that decides:
 * 1. the sender is a bot (listed by the source, `28:`, role bot or skill) or a person (`29:`, role user or 1);
 * 2. the addressee is, told in the same way: the sender is then the other;
 * 3. a command that only bots give is a bot's;
 * 4. any other addressee is the bot, as the protocol has it;
 * 5. an Omnichannel message through a source that lists no bots is a bot's: there bots' replies name neither
 *    addressee nor role, and customers' messages a role.
 * All else is a person's, and to the source's only bot: taken for a bot's, it would make a person's id the
 * name of a bot.
 */
export const speakerOf = (
  activity: Activity,
  settings: BotFrameworkSettings,
  signs: SpeakerSigns,
): Speaker => {
  const listed = listedBots(settings);
  const { from, recipient } = activity;
  if (isBotsOwn(activity, listed, signs)) {
    return { isBot: true, bot: bareId(foundId("from.id", from?.id)) ?? onlyBotOf(settings) };
  }
  // From one person to another: no bot is invoked, and no person's id may pass for a bot's.
  if (sideOf(recipient, listed) === "person") return { isBot: false, bot: undefined };
  return { isBot: false, bot: bareId(foundId("recipient.id", recipient?.id)) ?? onlyBotOf(settings) };
};

type Side = "bot" | "person" | "unknown";

const isBotsOwn = (activity: Activity, listed: ReadonlySet<string>, signs: SpeakerSigns): boolean => {
  const sender = sideOf(activity.from, listed);
  if (sender !== "unknown") return sender === "bot";
  const addressee = sideOf(activity.recipient, listed);
  if (addressee !== "unknown") return addressee === "person";
  if (signs.isCommand) return true;
  if (foundId("recipient.id", activity.recipient?.id) !== undefined) return false;
  return signs.isOmnichannel && listed.size === 0 && typeOf(activity) === "message";
};

const sideOf = (account: Account | undefined, listed: ReadonlySet<string>): Side => {
  const id = typeof account?.id === "string" ? account.id : "";
  if (id.startsWith(TEAMS_BOT_PREFIX) || listed.has(id)) return "bot";
  if (id.startsWith(TEAMS_USER_PREFIX)) return "person";
  const role = typeof account?.role === "string" ? account.role.toLowerCase() : account?.role;
  if (role === "bot" || role === "skill") return "bot";
  return role === "user" || role === OMNICHANNEL_CUSTOMER ? "person" : "unknown";
};

const bareId = (found: FoundId | undefined): FoundId | undefined =>
  typeof found?.id === "string" ? { path: found.path, id: bareBotId(found.id) } : found;

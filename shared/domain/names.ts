/** The bots and channels of a tenant that have figures of their own. The lists only grow. */
export type Names = { readonly bots: readonly string[]; readonly channels: readonly string[] };

/** The label of every name that came when the list was full. */
export const OTHER = "other";
const BOTS_MAX = 64;
const CHANNELS_MAX = 32;

/** A tenant's names before its first invocation. */
export const NO_NAMES: Names = { bots: [], channels: [] };

/** `names` with this bot and channel put in where there is room; `names` itself where nothing changes. */
export const withNames = (names: Names, bot: string, channel: string): Names => {
  const bots = added(names.bots, bot, BOTS_MAX);
  const channels = added(names.channels, channel, CHANNELS_MAX);
  return bots === names.bots && channels === names.channels ? names : { bots, channels };
};

/**
 * The name that figures are kept under. All instances agree on it, since a list only grows and a name is
 * labelled only after the list was given the chance to take it: full once, it is full for ever.
 */
export const labelOf = (list: readonly string[], name: string): string =>
  list.includes(name) ? name : OTHER;

const added = (list: readonly string[], name: string, max: number): readonly string[] =>
  name === OTHER || list.length >= max || list.includes(name) ? list : [...list, name];

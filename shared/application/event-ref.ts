import { type Instant, parseInstant, toIso } from "../domain/period.ts";

/** What an event is found by: the moment it came to be, and its id. */
export type EventRef = { readonly at: Instant; readonly id: string };

/** The reference as keys and messages spell it: they sort by time. */
export const refText = ({ at, id }: EventRef): string => `${toIso(at)}|${id}`;

/** The reference that `text` spells, or undefined. */
export const parseRef = (text: string): EventRef | undefined => {
  const [, time = "", id = ""] = /^([^|]{24})\|(msg_[A-Za-z0-9_-]{1,64})$/.exec(text) ?? [];
  const at = parseInstant(time);
  return at === undefined ? undefined : { at, id };
};

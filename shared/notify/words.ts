import { type Day, type Period, parseInstant, startOf } from "../domain/period.ts";

const NUMBER = new Intl.NumberFormat("en");
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
const MINUTE = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
// Control and format characters, line ends: they break headers or reverse the text around them.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** `1,234`. */
export const numberText = (count: number): string => NUMBER.format(count);

/** `1 session`, `1,234 sessions`. */
export const counted = (count: number, one: string): string =>
  `${numberText(count)} ${count === 1 ? one : `${one}s`}`;

/** `October 2026`. */
export const monthText = (period: Period): string => MONTH.format(startOf(period));

/** `3 October 2026`. */
export const dayText = (day: Day): string => DAY.format(new Date(`${day}T00:00Z`));

/** `3 October 2026 at 14:05 UTC` for ISO 8601; any other text as it is. */
export const timeText = (iso: string): string => {
  const at = parseInstant(iso);
  return at === undefined ? iso : `${MINUTE.format(at)} UTC`;
};

/** `text` on one line, of 1 to `lengthMax` UTF-16 units, without characters that cannot be seen. */
export const oneLine = (text: string, lengthMax: number): string => {
  // Teams and Slack refuse an empty text.
  const seen = text.toWellFormed().replace(UNSEEN, " ").trim() || "-";
  // Cutting can leave half of a character.
  return seen.length <= lengthMax ? seen : `${seen.slice(0, lengthMax - 1)}…`.toWellFormed();
};

/** `text` inside HTML, between tags or in a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

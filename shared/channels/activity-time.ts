import { type Instant, instant, parseInstant } from "../domain/period.ts";

// As seconds this is the year 5138, as milliseconds 1973: no conversation with a bot lies between.
const EPOCH_MS_FROM = 100_000_000_000;
const DIGITS = /^\d{1,16}(?:\.\d+)?$/;
const ISO = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * The time that an Activity's `timestamp` tells, or undefined where it tells none: missing, a serializer's
 * zero (0, year 1) or no time at all. Then the time of receipt is meant.
 * ISO 8601 as the protocol has it, in UTC where it names no offset; or epoch seconds, as a number or as
 * digits, as Omnichannel sends them; or epoch milliseconds, where seconds would be absurd.
 * Sources: Bot Framework "Activity schema"; Microsoft Learn, "Code samples for parsing activity JSON".
 */
export const timeOf = (timestamp: unknown): Instant | undefined => {
  if (typeof timestamp === "number") return ofEpoch(timestamp);
  if (typeof timestamp !== "string") return undefined;
  const text = timestamp.trim();
  if (DIGITS.test(text)) return ofEpoch(Number(text));
  const [, dateTime, offset] = ISO.exec(text) ?? [];
  // Without "Z" the host's own time zone would be read into it.
  return dateTime === undefined ? undefined : parseInstant(`${dateTime}${offset ?? "Z"}`.toUpperCase());
};

const ofEpoch = (epoch: number): Instant | undefined => {
  if (epoch <= 0) return undefined;
  return instant(epoch >= EPOCH_MS_FROM ? epoch : epoch * 1000);
};

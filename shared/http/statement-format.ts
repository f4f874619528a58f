/** The forms in which a statement is shown, the one that is preferred first. */
const MEDIA_TYPES = { json: "application/json", csv: "text/csv", html: "text/html" } as const;

/** One of the forms, by the name that `?format=` knows it by. */
export type StatementFormat = keyof typeof MEDIA_TYPES;

/**
 * The form that an `Accept` gives the most weight: each form has that of the most specific range that takes it in,
 * and of equals JSON goes before CSV before HTML. Where it takes none of them the answer is JSON all the same,
 * which RFC 9110 allows and which is of more use than a refusal.
 */
export const acceptedFormat = (accept: string): StatementFormat => {
  const ranges = new Map(accept.toLowerCase().split(",").map(rangeOf));
  const weightOf = (format: StatementFormat): number => {
    const mediaType = MEDIA_TYPES[format];
    const group = `${mediaType.split("/", 1)[0]}/*`;
    return ranges.get(mediaType) ?? ranges.get(group) ?? ranges.get("*/*") ?? 0;
  };
  const others = ["csv", "html"] as const;
  return others.reduce<StatementFormat>(
    (best, format) => (weightOf(format) > weightOf(best) ? format : best),
    "json",
  );
};

/** A media range and its weight, which is 1 unless told and 0 where it is no number. */
const rangeOf = (part: string): readonly [string, number] => {
  const [range = "", ...parameters] = part.split(";").map((text) => text.trim());
  const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  return [range, weight === undefined ? 1 : Number(weight) || 0];
};

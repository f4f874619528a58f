/**
 * JSON without white space, the keys of every object in the order of their code units, as RFC 8785 has it: equal
 * values, equal text, in any language. Built piece by piece, because JavaScript
 * puts keys that are numbers before all others. Takes what JSON.parse gives; a member that is undefined is left out.
 */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
  return `{${members.join(",")}}`;
};

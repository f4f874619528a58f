/**
 * The value of JSON that stands as text inside a field, or undefined where the text is no JSON object.
 * The text is part of a payload whose bytes were capped before, so its size needs no bound here.
 */
export const parseJsonText = (text: string): unknown => {
  // People's messages come this way too: most are told apart without the cost of an exception.
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

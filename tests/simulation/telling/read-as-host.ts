/** As the host hands over a text: parsed, where it is JSON. */
export const readAsHost = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

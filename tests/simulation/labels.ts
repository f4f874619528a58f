/** The name that a session is counted under: its own where the head lists it, else `other`. */
export const labelIn = (list: readonly string[], name: string): string =>
  list.includes(name) ? name : "other";

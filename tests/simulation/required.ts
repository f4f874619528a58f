/** The value, which must be there: what the simulation makes itself is never refused. */
export const required = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error("A value that must be there is not.");
  return value;
};

/** The value that `share` (0 to 1) of the values do not exceed; NaN where there are none. */
export const quantileOf = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

/** The middle one of an odd number of values. */
export const medianOf = (values: readonly number[]): number => quantileOf(values, 0.5);

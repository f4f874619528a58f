/** How full the pool is, worst first; `forecast`: it will not last, by the forecast. */
export type PoolState = "exhausted" | "warning" | "forecast" | "ok";

/** The percentages of the pool from which it is in a state worth telling. Settings of the tenant. */
export type Thresholds = { readonly warning: number; readonly exhausted: number };
export const DEFAULT_THRESHOLDS: Thresholds = { warning: 80, exhausted: 100 };

/** What a pool holds and has given. All whole sessions; `granted + overage = used + remaining`. */
export type PoolFigures = {
  readonly granted: number;
  readonly used: number;
  /** Never below 0; `overage` holds the excess. */
  readonly remaining: number;
  readonly overage: number;
};

/** What the pool still holds, and how full it is. */
export type Balance = PoolFigures & { readonly state: PoolState };

/** The figures of `used` sessions against a pool of `granted`. */
export const poolFiguresOf = (granted: number, used: number): PoolFigures => ({
  granted,
  used,
  remaining: Math.max(0, granted - used),
  overage: Math.max(0, used - granted),
});

/**
 * The balance of `used` sessions against a pool of `granted`. A pool of 0 is exhausted by the first session.
 * `expected`: the sessions that the month will come to, where that is known.
 */
export const balanceOf = (granted: number, used: number, thresholds: Thresholds, expected = 0): Balance => ({
  ...poolFiguresOf(granted, used),
  state: used < 1 ? "ok" : stateOf(granted, used, thresholds, expected),
});

const stateOf = (
  granted: number,
  used: number,
  { warning, exhausted }: Thresholds,
  expected: number,
): PoolState => {
  const reaches = (percent: number): boolean => used * 100 >= granted * percent;
  if (reaches(exhausted)) return "exhausted";
  if (reaches(warning)) return "warning";
  return expected > granted ? "forecast" : "ok";
};

import { seededRandom } from "../simulation/random.ts";

/** Draws of the distributions that series are made of; a function of the seed alone. */
export type Chance = {
  /** Even over `[from, to)`. */
  readonly between: (from: number, to: number) => number;
  /** Even in the logarithm, so that 5-50 is as likely as 50-500. */
  readonly factor: (from: number, to: number) => number;
  readonly holds: (probability: number) => boolean;
  /** A whole number of `[from, to)`. */
  readonly whole: (from: number, to: number) => number;
  readonly normal: () => number;
  /** A count of this mean and of variance `mean + dispersion x mean^2`: a negative binomial one. */
  readonly count: (mean: number, dispersion: number) => number;
  /** How many of `count` fall into `share` of them. */
  readonly partOf: (count: number, share: number) => number;
};

const STEPS = 2 ** 30;

/** The draws that `seed` gives. */
export const chanceOf = (seed: number): Chance => {
  const random = seededRandom(seed);
  const even = (): number => (random.below(STEPS) + 0.5) / STEPS;
  const between = (from: number, to: number): number => from + (to - from) * even();
  const normal = (): number => Math.sqrt(-2 * Math.log(even())) * Math.cos(2 * Math.PI * even());
  return {
    between,
    factor: (from, to) => Math.exp(between(Math.log(from), Math.log(to))),
    holds: (probability) => even() < probability,
    whole: (from, to) => from + random.below(to - from),
    normal,
    count: (mean, dispersion) => poisson(mean * gamma(1 / dispersion, even, normal) * dispersion, even),
    partOf: (count, share) => {
      let part = 0;
      for (let index = 0; index < count; index++) if (even() < share) part++;
      return part;
    },
  };
};

/** A gamma variate of this shape and of scale 1, by Marsaglia and Tsang; `shape` is at least 1. */
const gamma = (shape: number, even: () => number, normal: () => number): number => {
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(even()) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
};

/** A Poisson variate: as many exponential waits as fit into `mean`. */
const poisson = (mean: number, even: () => number): number => {
  let count = 0;
  let waited = -Math.log(even());
  while (waited < mean) {
    waited -= Math.log(even());
    count++;
  }
  return count;
};

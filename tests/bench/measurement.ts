import { medianOf } from "./statistics.ts";

/** A bound on the median of the ratio or, where there is nothing to compare with, of our own value. */
export type Budget = { readonly of: "ratio" | "ours" } & (
  | { readonly atLeast: number }
  | { readonly atMost: number }
);

/** One thing measured: a value a round, of ours and of what it is compared with. */
export type Measurement = {
  readonly name: string;
  readonly unit: string;
  readonly ours: readonly number[];
  /** Of the same rounds; absent: there is nothing to compare with. */
  readonly other?: readonly number[];
  readonly budget?: Budget;
};

/** A group of measurements that are made together. `run` throws where anything but the speed is wrong. */
export type Benchmark = { readonly name: string; readonly run: () => Promise<readonly Measurement[]> };

/** The median of some rounds, between the lowest and the highest. */
export type Spread = { readonly median: number; readonly min: number; readonly max: number };

/** What is to be said of a measurement. */
export type Line = {
  readonly name: string;
  readonly unit: string;
  readonly ours: Spread;
  readonly other?: Spread;
  /** Ours by the other's, round by round: what both sides of one round met alike does not show in it. */
  readonly ratio?: Spread;
  readonly budget?: Budget;
  readonly isWithin?: boolean;
};

/** Sums up the rounds of a measurement. */
export const lineOf = ({ name, unit, ours, other, budget }: Measurement): Line => {
  const line = {
    name,
    unit,
    ours: spreadOf(ours),
    ...(other && { other: spreadOf(other), ratio: spreadOf(ratiosOf(ours, other)) }),
  };
  if (budget === undefined) return line;
  const bounded = budget.of === "ours" ? line.ours : line.ratio;
  if (bounded === undefined)
    throw new Error(`${name} has a budget for a ratio, and nothing to compare with.`);
  return { ...line, budget, isWithin: isWithin(bounded.median, budget) };
};

const ratiosOf = (ours: readonly number[], other: readonly number[]): readonly number[] =>
  ours.map((value, round) => value / (other[round] ?? Number.NaN));

const spreadOf = (values: readonly number[]): Spread => ({
  median: medianOf(values),
  min: Math.min(...values),
  max: Math.max(...values),
});

const isWithin = (value: number, budget: Budget): boolean =>
  "atLeast" in budget ? value >= budget.atLeast : value <= budget.atMost;

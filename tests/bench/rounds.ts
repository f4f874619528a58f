/** What both sides measured, by round. */
export type Rounds<Measured> = { readonly ours: readonly Measured[]; readonly other: readonly Measured[] };

/** Odd, so that the median is one of them. */
const ROUNDS = 5;
/** After one round the compilers are still at work, most of all on a machine that has something else to do. */
const WARM_UPS = 2;

/** All rounds of one side, those that do not count among them. */
export const ROUNDS_IN_ALL = WARM_UPS + ROUNDS;

/**
 * Runs both sides by turns, after rounds of each that do not count: compilers, caches and connections are
 * warm then. What else the machine has to do at that time meets both sides alike, so their ratio holds
 * where neither speed does.
 */
export const interleaved = async <Measured>(
  ours: () => Promise<Measured>,
  other: () => Promise<Measured>,
): Promise<Rounds<Measured>> => {
  const measured: { ours: Measured[]; other: Measured[] } = { ours: [], other: [] };
  for (let round = 0; round < ROUNDS_IN_ALL; round++) {
    measured.ours.push(await ours());
    measured.other.push(await other());
  }
  return { ours: measured.ours.slice(WARM_UPS), other: measured.other.slice(WARM_UPS) };
};

/** One thing that both sides measured, as the values of a measurement. */
export const valuesOf = <Measured>(
  { ours, other }: Rounds<Measured>,
  pick: (measured: Measured) => number,
): { readonly ours: readonly number[]; readonly other: readonly number[] } => ({
  ours: ours.map(pick),
  other: other.map(pick),
});

/** Pool states that are told, the worst first. */
const WORST_FIRST = ["exhausted", "warning", "forecast"] as const;
type Name = (typeof WORST_FIRST)[number];
type State = Name | "ok";

/** One thing told: an event's type and how often its alert had been entered by then. */
export type Told = {
  readonly type: string;
  readonly alert: Name;
  readonly generation: number;
};

type Known = { isActive: boolean; generation: number; pool: number };

/** What has to be told of a pool, by the simplest account of it: what each check finds, and nothing in between. */
export type AlertModel = {
  /** A check finds the pool in this state, with so many sessions granted; gives what it tells. */
  readonly check: (state: State, granted: number) => readonly Told[];
  /** The alerts that are active. */
  readonly active: () => readonly Name[];
};

/** A month of which nothing was told. */
export const alertModel = (): AlertModel => {
  const alerts = new Map<Name, Known>();
  const isWorseThan = (one: Name, other: State): boolean =>
    other === "ok" || WORST_FIRST.indexOf(one) < WORST_FIRST.indexOf(other);
  return {
    active: () => WORST_FIRST.filter((name) => alerts.get(name)?.isActive === true),
    check: (state, granted) => {
      const told: Told[] = [];
      for (const [name, known] of alerts) {
        const isLeft = known.isActive && isWorseThan(name, state) && granted > known.pool;
        if (!isLeft) continue;
        known.isActive = false;
        told.push({ type: "pool.recovered", alert: name, generation: known.generation });
      }
      if (state === "ok" || alerts.get(state)?.isActive === true) return told;
      const generation = (alerts.get(state)?.generation ?? 0) + 1;
      alerts.set(state, { isActive: true, generation, pool: granted });
      return [...told, { type: `pool.${state}`, alert: state, generation }];
    },
  };
};

/** The state that the rules give a pool, told from its figures; `expected`: what the month will come to. */
export const stateByRule = (granted: number, used: number, expected: number): State => {
  if (used === 0) return "ok";
  const share = granted === 0 ? Number.POSITIVE_INFINITY : used / granted;
  if (share >= 1) return "exhausted";
  if (share >= 0.8) return "warning";
  return expected > granted ? "forecast" : "ok";
};

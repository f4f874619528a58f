/** A rule of the reference model, or of the design, that a run broke. */
export class Violation extends Error {
  override readonly name = "Violation";
  readonly rule: string;
  readonly facts: unknown;

  constructor(rule: string, facts: unknown, cause?: unknown) {
    super(`${rule}: ${JSON.stringify(facts)}`, { cause });
    this.rule = rule;
    this.facts = facts;
  }
}

/** Throws a `Violation` unless the rule holds; `facts` are asked for only then. */
export const mustHold = (holds: boolean, rule: string, facts: () => unknown): void => {
  if (!holds) throw new Violation(rule, facts());
};

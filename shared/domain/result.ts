/** An expected outcome: a value, or a refusal in the domain's words. Bugs and outages are faults, and throw instead. */
export type Result<Value, Refusal> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

/** A successful outcome. */
export const ok = <Value>(value: Value): Result<Value, never> => ({ ok: true, value });

/** An expected refusal. */
export const refused = <Refusal>(refusal: Refusal): Result<never, Refusal> => ({ ok: false, refusal });

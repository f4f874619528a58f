/** An expected outcome: a value, or a fault in the domain's words. Bugs and outages throw instead. */
export type Result<Value, Fault> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: Fault };

/** A successful outcome. */
export const ok = <Value>(value: Value): Result<Value, never> => ({ ok: true, value });

/** An expected refusal. */
export const refused = <Fault>(fault: Fault): Result<never, Fault> => ({ ok: false, fault });

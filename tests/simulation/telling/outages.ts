import type { TellingSubject } from "./subject.ts";

/** Whether a fault is an outage and nothing else, however deep it stands in others. */
export const isOutage = (
  { StoreUnavailable }: Pick<TellingSubject, "StoreUnavailable">,
  fault: unknown,
): boolean => {
  if (fault instanceof StoreUnavailable) return true;
  if (fault instanceof AggregateError)
    return fault.errors.every((one) => isOutage({ StoreUnavailable }, one));
  return fault instanceof Error && fault.cause !== undefined && isOutage({ StoreUnavailable }, fault.cause);
};

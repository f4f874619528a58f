/** What a function's invocation can log to. */
export type Log = { readonly error: (line: string) => void };

/**
 * Reports a fault as one JSON line. Only what is listed here is ever logged: a name, the message and
 * stack of our own errors, and those of their causes; no path, body, header or id.
 */
export const reportTo =
  (log: Log, functionName: string) =>
  (fault: unknown): void =>
    log.error(JSON.stringify({ event: "fault", function: functionName, faults: chainOf(fault) }));

const CAUSES_MAX = 5;

const chainOf = (fault: unknown): readonly unknown[] => {
  const chain: unknown[] = [];
  for (let cause = fault; cause instanceof Error && chain.length < CAUSES_MAX; cause = cause.cause)
    chain.push({ name: cause.name, message: cause.message, at: cause.stack?.split("\n")[1]?.trim() });
  return chain.length > 0 ? chain : [{ name: typeof fault }];
};

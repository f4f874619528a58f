import { ClockDisputed } from "./application/clock.ts";
import { ConversationIdKeyChanged } from "./application/conversation-keys.ts";
import { ProofUnavailable } from "./application/incoming.ts";
import { StoreUnavailable } from "./application/ports.ts";
import { BadSettings } from "./config.ts";

/** What a function's invocation can log to. */
export type Log = { readonly error: (line: string) => void };

// Messages of these are written by us and hold no id. Others may quote what they failed on.
const OWN_ERRORS = [StoreUnavailable, ProofUnavailable, ClockDisputed, ConversationIdKeyChanged, BadSettings];
const CAUSES_MAX = 5;

/**
 * Logs a fault as one JSON line, with `facts` that hold nothing secret. Of the fault only this is logged: the names of the error and its
 * causes, where each arose, its code and status, and the messages of our own errors; no path, body, header or id.
 */
export const logFault =
  (log: Log, functionName: string, facts: Readonly<Record<string, string>> = {}) =>
  (fault: unknown): void =>
    log.error(JSON.stringify({ event: "fault", function: functionName, ...facts, faults: chainOf(fault) }));

const chainOf = (fault: unknown): readonly unknown[] => {
  const chain: unknown[] = [];
  for (let cause = fault; cause instanceof Error && chain.length < CAUSES_MAX; cause = cause.cause)
    chain.push({
      name: cause.name,
      ...(OWN_ERRORS.some((own) => cause instanceof own) ? { message: cause.message } : {}),
      ...("code" in cause ? { code: cause.code } : {}),
      ...("statusCode" in cause ? { status: cause.statusCode } : {}),
      at: cause.stack
        ?.split("\n")
        .find((line) => line.trimStart().startsWith("at "))
        ?.trim(),
    });
  return chain.length > 0 ? chain : [{ name: typeof fault }];
};

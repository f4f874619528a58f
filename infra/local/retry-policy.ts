import * as z from "zod";
import type { AppFunction } from "./core-types.ts";
import { type TimerClock, waitUntil } from "./timer-clock.ts";

/** The wire shape of what an invocation under a retry policy is told; `exception` is that of the one before. */
export type RetryContext = {
  readonly retryCount: number;
  readonly maxRetryCount: number;
  readonly exception?: { readonly message: string; readonly stackTrace: string; readonly source: string };
};

/** `maxRetryCount` -1 is for ever; `delayMs` is the wait before the retry of that number, from 1. */
export type RetryPolicy = {
  readonly maxRetryCount: number;
  readonly delayMs: (retryCount: number) => number;
};

const milliseconds = z.object({ seconds: z.number() }).transform(({ seconds }) => seconds * 1000);
const maxRetryCount = z.number();
const schema = z
  .discriminatedUnion("strategy", [
    z.object({ strategy: z.literal("fixedDelay"), maxRetryCount, delayInterval: milliseconds }),
    z.object({
      strategy: z.literal("exponentialBackoff"),
      maxRetryCount,
      minimumInterval: milliseconds,
      maximumInterval: milliseconds,
    }),
  ])
  .optional();

/**
 * The function's `retry` option as the library encodes it; throws on one that the host cannot read. The exponential
 * wait doubles from its minimum to its maximum; the +-20 % of chance that Azure puts on it are left out.
 */
export const retryPolicyOf = ({ name, retryOptions }: AppFunction): RetryPolicy | undefined => {
  const parsed = schema.safeParse(retryOptions);
  if (!parsed.success) throw new Error(`Function "${name}": its retry policy is neither of the two kinds.`);
  const { data } = parsed;
  if (data === undefined) return undefined;
  return {
    maxRetryCount: data.maxRetryCount,
    delayMs: (retryCount) =>
      data.strategy === "fixedDelay"
        ? data.delayInterval
        : Math.min(data.maximumInterval, data.minimumInterval * 2 ** (retryCount - 1)),
  };
};

/**
 * Calls `attempt` until it resolves or the policy allows no more; without a policy once, with no context. Resolves
 * with whether it ever did. Retries are this process's alone: no more are made once `signal` aborts.
 */
export const withRetries = async (
  policy: RetryPolicy | undefined,
  clock: TimerClock,
  signal: AbortSignal,
  attempt: (retryContext: RetryContext | undefined) => Promise<unknown>,
): Promise<boolean> => {
  const max = policy?.maxRetryCount ?? 0;
  let exception: RetryContext["exception"];
  for (let retryCount = 0; ; retryCount++) {
    try {
      await attempt(policy && { retryCount, maxRetryCount: max, ...(exception && { exception }) });
      return true;
    } catch (error) {
      exception = exceptionOf(error);
    }
    if (!policy || (max >= 0 && retryCount >= max)) return false;
    await waitUntil(clock, clock.now() + policy.delayMs(retryCount + 1), signal);
    if (signal.aborted) return false;
  }
};

const exceptionOf = (error: unknown) =>
  error instanceof Error
    ? { message: error.message, stackTrace: error.stack ?? "", source: error.name }
    : { message: String(error), stackTrace: "", source: "" };

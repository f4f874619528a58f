import { describe, expect, it } from "vitest";
import { type RetryContext, retryPolicyOf, withRetries } from "../../infra/local/retry-policy.ts";
import { virtualTimers } from "../support/virtual-timers.ts";

const policyOf = (retryOptions: unknown) =>
  retryPolicyOf({ id: "f", name: "f", bindings: {}, callback: () => {}, retryOptions });
const fixed = policyOf({ strategy: "fixedDelay", maxRetryCount: 2, delayInterval: { seconds: 60 } });
const exponential = policyOf({
  strategy: "exponentialBackoff",
  maxRetryCount: -1,
  minimumInterval: { seconds: 1 },
  maximumInterval: { seconds: 5 },
});

/** Runs a function that fails `failures` times; what it was told, and when after the first try, in seconds. */
const tried = async (policy: ReturnType<typeof policyOf>, failures: number) => {
  const timers = virtualTimers();
  const clock = { now: timers.monotonicMs, after: timers.after };
  const start = clock.now();
  const tries: { readonly told: RetryContext | undefined; readonly afterS: number }[] = [];
  const isDone = await timers.settle(
    withRetries(policy, clock, new AbortController().signal, async (told) => {
      tries.push({ told, afterS: (clock.now() - start) / 1000 });
      if (tries.length <= failures) throw new Error(`failure ${tries.length}`);
    }),
  );
  return { isDone, tries };
};

describe("a retry policy", () => {
  it("runs a failing function again after the fixed delay, and tells it so", async () => {
    const { isDone, tries } = await tried(fixed, 9);
    const exception = (message: string) =>
      expect.objectContaining({ message, stackTrace: expect.any(String), source: "Error" });

    expect(isDone).toBe(false);
    expect(tries).toEqual([
      { afterS: 0, told: { retryCount: 0, maxRetryCount: 2 } },
      { afterS: 60, told: { retryCount: 1, maxRetryCount: 2, exception: exception("failure 1") } },
      { afterS: 120, told: { retryCount: 2, maxRetryCount: 2, exception: exception("failure 2") } },
    ]);
  });

  it("ends with the first run that does not fail", async () => {
    const { isDone, tries } = await tried(fixed, 1);

    expect(isDone).toBe(true);
    expect(tries).toHaveLength(2);
  });

  it("doubles the exponential delay up to its maximum, for ever where asked", async () => {
    const { isDone, tries } = await tried(exponential, 6);

    expect(isDone).toBe(true);
    expect(tries.map(({ afterS }) => afterS)).toEqual([0, 1, 3, 7, 12, 17, 22]);
  });

  it("makes no more retries once the host stops", async () => {
    const timers = virtualTimers();
    const stopping = new AbortController();
    let tries = 0;
    const work = withRetries(
      fixed,
      { now: timers.monotonicMs, after: timers.after },
      stopping.signal,
      async () => {
        tries++;
        throw new Error("failure");
      },
    );
    await timers.pass(1_000);
    stopping.abort();

    expect(await timers.settle(work)).toBe(false);
    expect(tries).toBe(1);
  });

  it("that is missing means one run, told of none", async () => {
    expect(await tried(undefined, 9)).toEqual({ isDone: false, tries: [{ told: undefined, afterS: 0 }] });
  });

  it("of another kind stops the start", () => {
    expect(() => policyOf({ strategy: "sometimes", maxRetryCount: 1 })).toThrow('Function "f"');
  });
});

import { once } from "node:events";
import { describe, expect, it } from "vitest";
import type { Log } from "../../infra/local/log.ts";
import { type LeaseStore, leaseMs, renewMs, whileLeased } from "../../infra/local/timer-lease.ts";
import { virtualTimers } from "../support/virtual-timers.ts";

const log: Log = { user: () => {}, system: () => {}, isVerbose: false };

/** One lease, and the hosts that want it. */
const world = () => {
  const timers = virtualTimers();
  let mark: string | undefined;
  let marks = 0;
  const store: LeaseStore = {
    look: async () => mark,
    take: async (seen) => {
      if (seen !== mark) return undefined;
      mark = `mark ${++marks}`;
      return mark;
    },
    free: async (held) => {
      if (held === mark) mark = undefined;
    },
  };
  return {
    timers,
    host: async () => {
      const line = { isCut: false };
      const reached = <Value>(answer: () => Promise<Value>): Promise<Value> =>
        line.isCut ? Promise.reject(new Error("cut")) : answer();
      const own: LeaseStore = {
        look: () => reached(store.look),
        take: (seen) => reached(() => store.take(seen)),
        free: (held) => reached(() => store.free(held)),
      };
      const stopping = new AbortController();
      const terms: AbortSignal[] = [];
      const work = async (term: AbortSignal): Promise<void> => {
        terms.push(term);
        if (!term.aborted) await once(term, "abort");
      };
      const ended = whileLeased(
        { store: own, clock: { now: timers.monotonicMs, after: timers.after }, log },
        work,
        stopping.signal,
      );
      // Lets all go on that waits for no timer.
      await new Promise<void>((resolve) => process.nextTick(resolve));
      return {
        line,
        stop: async () => {
          stopping.abort();
          await ended;
        },
        terms,
        works: () => terms.some((term) => !term.aborted),
      };
    },
  };
};

describe("of two hosts on one storage", () => {
  it("one works, for as long as it renews its lease", async () => {
    const { timers, host } = world();
    const hosts = [await host(), await host()];
    await timers.pass(10 * leaseMs);

    expect(hosts.map(({ works }) => works())).toEqual([true, false]);
    expect(hosts.map(({ terms }) => terms.length)).toEqual([1, 0]);
  });

  it("the other takes over at once when the first stops", async () => {
    const { timers, host } = world();
    const [first, second] = [await host(), await host()];
    await timers.pass(leaseMs);
    await first.stop();
    await timers.pass(renewMs);

    expect([first, second].map(({ works }) => works())).toEqual([false, true]);
  });

  it("the other takes over from one that cannot be reached, once that has given up", async () => {
    const { timers, host } = world();
    const [first, second] = [await host(), await host()];
    await timers.pass(leaseMs);
    first.line.isCut = true;
    for (let ms = 0; !second.works(); ms += 100) {
      expect(ms).toBeLessThan(leaseMs + 2 * renewMs);
      await timers.pass(100);
      expect([first, second].filter(({ works }) => works()).length).toBeLessThan(2);
    }
    first.line.isCut = false;
    await timers.pass(10 * leaseMs);

    expect([first, second].map(({ works }) => works())).toEqual([false, true]);
  });

  it("neither works while the storage is away, and one does again after", async () => {
    const { timers, host } = world();
    const hosts = [await host(), await host()];
    for (const { line } of hosts) line.isCut = true;
    await timers.pass(10 * leaseMs);
    expect(hosts.some(({ works }) => works())).toBe(false);
    for (const { line } of hosts) line.isCut = false;
    await timers.pass(3 * leaseMs);

    expect(hosts.filter(({ works }) => works())).toHaveLength(1);
  });

  it("a renewal that fails now and then does not end the work", async () => {
    const { timers, host } = world();
    const only = await host();
    await timers.pass(renewMs / 2);
    only.line.isCut = true;
    await timers.pass(renewMs);
    only.line.isCut = false;
    await timers.pass(10 * leaseMs);

    expect(only.terms).toHaveLength(1);
    expect(only.works()).toBe(true);
  });
});

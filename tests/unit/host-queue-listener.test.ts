import { describe, expect, it } from "vitest";
import type { QueueMessage } from "../../infra/local/queue.ts";
import { type PollerOptions, pollQueue } from "../../infra/local/queue-poller.ts";
import { fakeQueue, log, messageOf, settled } from "../support/fake-queue.ts";
import { virtualTimers } from "../support/virtual-timers.ts";

const SECOND = 1_000;

describe("a listener", () => {
  const world = async (more: Partial<PollerOptions> = {}) => {
    const timers = virtualTimers();
    const calls: unknown[] = [];
    const fails = new Set<string>();
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const queue = fakeQueue("work", calls, fails);
    const stopping = new AbortController();
    const options: PollerOptions = {
      queue,
      batchSize: 2,
      newBatchThreshold: 1,
      maxPollingMs: 2 * SECOND,
      hiddenMs: 600 * SECOND,
      clock: { now: timers.monotonicMs, after: timers.after },
      log,
      deliver: ({ text }) => {
        begun.push(text);
        return new Promise((resolve) => ends.push(resolve));
      },
      ...more,
    };
    const ended = pollQueue(options, stopping.signal);
    await settled();
    const stop = async (): Promise<void> => {
      stopping.abort();
      await ended;
    };
    return { timers, calls, fails, begun, ends, queue, stop, stopping, ended };
  };

  it("asks an empty queue less and less often", async () => {
    const { timers, calls, stop } = await world();
    const asked: number[] = [];
    for (let ms = 0; ms <= 7_100; ms += 100) {
      while (asked.length < calls.length) asked.push(ms);
      await timers.pass(100);
    }
    await stop();

    expect(asked).toEqual([0, 100, 300, 700, 1_500, 3_100, 5_100, 7_100]);
  });

  it("asks at once when this host sends a message, however long it would wait", async () => {
    const { timers, queue, begun, ends, stop } = await world({ maxPollingMs: 3_600 * SECOND });
    await timers.pass(1_800 * SECOND);
    await queue.send("news");
    await settled();

    expect(begun).toEqual(["news"]);
    for (const end of ends) end();
    await stop();
  });

  it("takes the next batch when few enough of the last are running", async () => {
    const { timers, queue, begun, ends, stop } = await world();
    for (const text of ["a", "b", "c", "d"]) await queue.send(text);
    await timers.pass(SECOND);
    expect(begun).toEqual(["a", "b"]);
    ends[0]?.();
    await settled();

    expect(begun).toEqual(["a", "b", "c", "d"]);
    for (const end of ends) end();
    await stop();
  });

  it("goes on when the storage does", async () => {
    const { timers, queue, fails, begun, ends, stop } = await world();
    fails.add("take");
    await timers.pass(60 * SECOND);
    await queue.send("after");
    await settled();
    expect(begun).toEqual([]);
    fails.clear();
    await timers.pass(2 * SECOND);

    expect(begun).toEqual(["after"]);
    for (const end of ends) end();
    await stop();
  });

  it("stops when what it began has ended, and gives back what it took meanwhile", async () => {
    const calls: unknown[] = [];
    const answer = Promise.withResolvers<readonly QueueMessage[]>();
    let isFirst = true;
    const { ends, stopping, ended, begun } = await world({
      newBatchThreshold: 9,
      queue: {
        ...fakeQueue("work", calls),
        take: async () => {
          if (!isFirst) return answer.promise;
          isFirst = false;
          return [messageOf("mine")];
        },
      },
    });
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    stopping.abort();
    answer.resolve([messageOf("not mine")]);
    await settled();

    expect(begun).toEqual(["mine"]);
    expect(calls).toEqual([["work", "hide", "receipt 0", 0]]);
    expect(isOver).toBe(false);
    ends[0]?.();
    await ended;
  });
});

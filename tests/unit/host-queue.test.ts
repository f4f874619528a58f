import { describe, expect, it } from "vitest";
import type { Log } from "../../infra/local/log.ts";
import type { Queue, QueueMessage } from "../../infra/local/queue.ts";
import { type Delivery, deliver } from "../../infra/local/queue-delivery.ts";
import { type PollerOptions, pollQueue } from "../../infra/local/queue-poller.ts";
import { createQueues } from "../../infra/local/queues.ts";
import { virtualTimers } from "../support/virtual-timers.ts";

const SECOND = 1_000;
const log: Log = { user: () => {}, system: () => {}, isVerbose: false };
const encoded = (text: string): string => Buffer.from(text).toString("base64");

const messageOf = (text: string, dequeueCount = 1): QueueMessage => ({
  id: `id of ${text}`,
  popReceipt: "receipt 0",
  text,
  dequeueCount,
  insertedAt: new Date(0),
  expiresAt: new Date(0),
  nextVisibleAt: new Date(0),
});

/** Lets all go on that waits for no timer. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** A queue that writes down what is asked of it; a call that `fails` names rejects. */
const fakeQueue = (name: string, calls: unknown[], fails: Set<string> = new Set()) => {
  const stored: QueueMessage[] = [];
  const heard: (() => void)[] = [];
  let receipts = 0;
  const reached = (call: string, ...details: readonly unknown[]): void => {
    if (fails.has(call)) throw new Error("cut");
    calls.push([name, call, ...details]);
  };
  const queue: Queue = {
    name,
    take: async (max, hiddenMs) => {
      reached("take", max, hiddenMs);
      return stored.splice(0, max);
    },
    send: async (text) => {
      reached("send", text);
      stored.push(messageOf(text));
      for (const task of heard) task();
    },
    hide: async ({ popReceipt }, hiddenMs) => {
      reached("hide", popReceipt, hiddenMs);
      return fails.has("receipt") ? undefined : `receipt ${++receipts}`;
    },
    remove: async ({ popReceipt }) => reached("remove", popReceipt),
    onSent: (task) => heard.push(task),
  };
  return queue;
};

describe("a message that was delivered", () => {
  const world = (options: Partial<Delivery["options"]> = {}) => {
    const timers = virtualTimers();
    const calls: unknown[] = [];
    const fails = new Set<string>();
    const runs: string[] = [];
    const delivery: Delivery = {
      queue: fakeQueue("work", calls, fails),
      poison: fakeQueue("work-poison", calls, fails),
      hiddenMs: 600 * SECOND,
      clock: { now: timers.monotonicMs, after: timers.after },
      log,
      options: { maxDequeueCount: 5, visibilityTimeout: 30 * SECOND, messageEncoding: "base64", ...options },
      run: async (text) => runs.push(text),
    };
    const failing: Delivery["run"] = async (text) => {
      runs.push(text);
      throw new Error("failed on purpose");
    };
    return { timers, calls, fails, runs, delivery, failing };
  };

  it("is deleted when its function did well", async () => {
    const { delivery, runs, calls } = world();
    await deliver(delivery, messageOf(encoded("text")));

    expect(runs).toEqual(["text"]);
    expect(calls).toEqual([["work", "remove", "receipt 0"]]);
  });

  it.each([
    [1, [["work", "hide", "receipt 0", 30 * SECOND]]],
    [4, [["work", "hide", "receipt 0", 30 * SECOND]]],
    [
      5,
      [
        ["work-poison", "send", encoded("text")],
        ["work", "remove", "receipt 0"],
      ],
    ],
  ])("and failed comes again, but not after the last time: %i", async (dequeueCount, expected) => {
    const { delivery, failing, calls } = world();
    await deliver({ ...delivery, run: failing }, messageOf(encoded("text"), dequeueCount));

    expect(calls).toEqual(expected);
  });

  it.each([
    ["was taken too often", encoded("text"), 6],
    ["is no base64", "no base64!", 1],
  ])("without a run goes to the poison queue when it %s", async (_, text, dequeueCount) => {
    const { delivery, calls, runs } = world();
    await deliver(delivery, messageOf(text, dequeueCount));

    expect(runs).toEqual([]);
    expect(calls).toEqual([
      ["work-poison", "send", text],
      ["work", "remove", "receipt 0"],
    ]);
  });

  it("and failed stays hidden where there is no poison queue", async () => {
    const { delivery, failing, calls, runs } = world();
    await deliver({ ...delivery, poison: undefined, run: failing }, messageOf(encoded("text"), 9));

    expect(runs).toEqual(["text"]);
    expect(calls).toEqual([]);
  });

  it("stays in its queue when the poison queue does not take it", async () => {
    const { delivery, fails, calls } = world();
    fails.add("send");
    await deliver(delivery, messageOf("no base64!"));

    expect(calls).toEqual([]);
  });

  it("is hidden on and on while its function runs, and deleted by its last receipt", async () => {
    const { delivery, calls, timers } = world();
    const run = async () => new Promise((resolve) => timers.after(500 * SECOND, () => resolve(undefined)));
    await timers.settle(deliver({ ...delivery, run }, messageOf(encoded("text"))));

    expect(calls).toEqual([
      ["work", "hide", "receipt 0", 600 * SECOND],
      ["work", "hide", "receipt 1", 600 * SECOND],
      ["work", "remove", "receipt 2"],
    ]);
  });

  it("is hidden still when one attempt to hide it failed", async () => {
    const { delivery, calls, fails, timers } = world();
    fails.add("hide");
    timers.after(300 * SECOND, () => fails.clear());
    const run = async () => new Promise((resolve) => timers.after(500 * SECOND, () => resolve(undefined)));
    await timers.settle(deliver({ ...delivery, run }, messageOf(encoded("text"))));

    expect(calls).toEqual([
      ["work", "hide", "receipt 0", 600 * SECOND],
      ["work", "remove", "receipt 1"],
    ]);
  });
});

describe("the queue of a binding", () => {
  const env = { AzureWebJobsStorage: "here", AzureWebJobsOther: "there", NAME: "Work", EMPTY: "" };
  const opened: string[] = [];
  const queues = createQueues(env, (account, name) => {
    opened.push(`${account} ${name}`);
    return fakeQueue(name, []);
  });
  const fn = { id: "f", name: "f", bindings: {}, callback: () => {} };
  const bound = (queueName: string, connection?: string) =>
    queues.boundBy(fn, { type: "queue", direction: "out", queueName, ...(connection && { connection }) });

  it.each([
    ["%NAME%-items", undefined, "here work-items"],
    ["other", "Other", "there other"],
    ["full", "AzureWebJobsOther", "there full"],
  ])("is named by it and by the settings: %s of %s", (name, connection, expected) => {
    bound(name, connection);

    expect(opened.at(-1)).toBe(expected);
  });

  it.each([
    ["%NONE%", undefined, "'%NONE%' does not resolve to a value"],
    ["%EMPTY%", undefined, "'%EMPTY%' does not resolve to a value"],
    ["a_b", undefined, '"a_b" cannot be a queue\'s name'],
    ["work", "Unknown", "the setting Unknown is missing"],
  ])("is missed when the app starts: %s of %s", (name, connection, reason) => {
    expect(() => bound(name, connection)).toThrow(`Function "f" has no queue: ${reason}.`);
  });

  it("has a poison queue on its account, the one that a binding of that name means", () => {
    expect(queues.poisonOf(bound("work"))).toBe(bound("WORK-poison"));
    expect(queues.poisonOf(bound("work", "Other"))).toBe(bound("work-poison", "Other"));
    expect(queues.poisonOf(bound("work", "Other"))).not.toBe(bound("work-poison"));
  });

  it.each(["work-poison", "x".repeat(57)])("has no poison queue when it is %s", (name) => {
    expect(queues.poisonOf(bound(name))).toBeUndefined();
  });
});

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

import { describe, expect, it } from "vitest";
import { type Delivery, deliver } from "../../infra/local/queue-delivery.ts";
import { createQueues } from "../../infra/local/queues.ts";
import { encoded, fakeQueue, log, messageOf } from "../support/fake-queue.ts";
import { virtualTimers } from "../support/virtual-timers.ts";

const SECOND = 1_000;

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

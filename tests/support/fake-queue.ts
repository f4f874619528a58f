import type { Log } from "../../infra/local/log.ts";
import type { Queue, QueueMessage } from "../../infra/local/queue.ts";

/** A log that keeps nothing. */
export const log: Log = { user: () => {}, system: () => {}, isVerbose: false };
/** As a queue holds it. */
export const encoded = (text: string): string => Buffer.from(text).toString("base64");

/** A message as it was received, `dequeueCount` times by now. */
export const messageOf = (text: string, dequeueCount = 1): QueueMessage => ({
  id: `id of ${text}`,
  popReceipt: "receipt 0",
  text,
  dequeueCount,
  insertedAt: new Date(0),
  expiresAt: new Date(0),
  nextVisibleAt: new Date(0),
});

/** Lets all go on that waits for no timer. */
export const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** A queue that writes down what is asked of it; a call that `fails` names rejects. */
export const fakeQueue = (name: string, calls: unknown[], fails: Set<string> = new Set()) => {
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

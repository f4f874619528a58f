import type { Log } from "./log.ts";
import type { Queue, QueueMessage } from "./queue.ts";
import { type TimerClock, waitUntil } from "./timer-clock.ts";
import { createWork } from "./work.ts";

export type PollerOptions = {
  readonly queue: Queue;
  readonly batchSize: number;
  /** The next batch is taken once no more messages than this are being delivered. */
  readonly newBatchThreshold: number;
  readonly maxPollingMs: number;
  /** How long a message that was taken stays hidden from others. */
  readonly hiddenMs: number;
  readonly clock: TimerClock;
  readonly log: Log;
  /** Never rejects. */
  readonly deliver: (message: QueueMessage) => Promise<void>;
};

const minPollingMs = 100;

/**
 * Takes messages and has them delivered, many at once, until `signal` aborts; resolves when those it began have ended.
 * While the queue is empty, or the storage away, it waits twice as long each time (Azure adds +-20 % of chance); a
 * message from this process ends the wait.
 */
export const pollQueue = async (options: PollerOptions, signal: AbortSignal): Promise<void> => {
  const { queue, newBatchThreshold, maxPollingMs, clock, deliver } = options;
  const take = createTaker(options);
  const work = createWork();
  let news = new AbortController();
  const wake = (): void => news.abort();
  queue.onSent(wake);
  signal.addEventListener("abort", wake);
  let delayMs = minPollingMs;
  while (!signal.aborted) {
    // Before the question, so that what is sent after the answer is not overheard.
    news = new AbortController();
    const messages = await take();
    if (signal.aborted) {
      await giveBack(queue, messages);
    } else if (messages.length > 0) {
      for (const message of messages) work.begin(deliver(message));
      while (work.count() > newBatchThreshold && !signal.aborted) await work.oneEnded();
      delayMs = minPollingMs;
    } else {
      await waitUntil(clock, clock.now() + delayMs, news.signal);
      delayMs = Math.min(delayMs * 2, maxPollingMs);
    }
  }
  await work.allEnded();
};

/** Takes nothing while the storage does not answer, and says so once. */
const createTaker = ({ queue, batchSize, hiddenMs, log }: PollerOptions) => {
  let isWarned = false;
  return async (): Promise<readonly QueueMessage[]> => {
    try {
      const messages = await queue.take(batchSize, hiddenMs);
      isWarned = false;
      return messages;
    } catch (error) {
      if (!isWarned) log.system("warning", `Queue '${queue.name}' waits for the storage: ${error}`);
      isWarned = true;
      return [];
    }
  };
};

/** Or the next start would wait until they are visible again. */
const giveBack = async (queue: Queue, messages: readonly QueueMessage[]): Promise<void> => {
  await Promise.allSettled(messages.map((message) => queue.hide(message, 0)));
};

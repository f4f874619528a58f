import type { Log } from "./log.ts";
import type { Queue, QueueMessage } from "./queue.ts";
import { type TimerClock, waitUntil } from "./timer-clock.ts";

/** How a message is kept hidden: for `hiddenMs` at a time. */
export type Hold = {
  readonly queue: Queue;
  readonly hiddenMs: number;
  readonly clock: TimerClock;
  readonly log: Log;
};

/**
 * Keeps a message hidden from others until `work` has ended, and resolves with it as it is then: its pop receipt
 * changes on the way. After a crash it is visible again in `hiddenMs` at most.
 */
export const whileHidden = async (
  hold: Hold,
  message: QueueMessage,
  work: () => Promise<void>,
): Promise<QueueMessage> => {
  const over = new AbortController();
  const renewed = renew(hold, message, over.signal);
  await work().finally(() => over.abort());
  return renewed;
};

const renew = async (
  { queue, hiddenMs, clock, log }: Hold,
  message: QueueMessage,
  over: AbortSignal,
): Promise<QueueMessage> => {
  let held = message;
  for (;;) {
    // A third, so that one attempt may fail.
    await waitUntil(clock, clock.now() + hiddenMs / 3, over);
    if (over.aborted) return held;
    const popReceipt = await queue.hide(held, hiddenMs).catch(() => held.popReceipt);
    if (popReceipt === undefined) {
      log.system("warning", `Message ${message.id} of queue '${queue.name}' was taken by another meanwhile.`);
      return held;
    }
    held = { ...held, popReceipt };
  }
};

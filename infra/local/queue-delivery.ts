import { faultLine } from "./fault-line.ts";
import type { Queue, QueueMessage } from "./queue.ts";
import { type Hold, whileHidden } from "./queue-hold.ts";
import type { QueueOptions } from "./queue-options.ts";
import { fromStored } from "./queue-text.ts";

export type Delivery = Hold & {
  /** Where messages go that fail for good. */
  readonly poison: Queue | undefined;
  readonly options: Pick<QueueOptions, "maxDequeueCount" | "visibilityTimeout" | "messageEncoding">;
  /** Runs the function; has logged the failure when it rejects. */
  readonly run: (text: string, message: QueueMessage) => Promise<unknown>;
};

type Verdict = "done" | "again" | "poison";

/**
 * Runs the function with one message, and then deletes it, makes it visible again, or moves it to the poison queue.
 * A message that is no base64, or was taken too often already, is moved without a run. Without a poison queue it stays
 * hidden until its time is up, as in Azure. Never rejects: where the storage does not take it, the message comes again.
 */
export const deliver = async (delivery: Delivery, message: QueueMessage): Promise<void> => {
  const { queue, log } = delivery;
  try {
    const { verdict, held } = await attempt(delivery, message);
    await settle(delivery, verdict, held);
  } catch (error) {
    log.system(
      "warning",
      `Message ${message.id} of queue '${queue.name}' will come again: ${faultLine(error)}`,
    );
  }
};

const attempt = async (
  delivery: Delivery,
  message: QueueMessage,
): Promise<{ readonly verdict: Verdict; readonly held: QueueMessage }> => {
  const { poison, options, run } = delivery;
  const text = fromStored(message.text, options.messageEncoding);
  const isSpent = poison !== undefined && message.dequeueCount > options.maxDequeueCount;
  if (text === undefined || isSpent) return { verdict: "poison", held: message };
  let isDone = false;
  const held = await whileHidden(delivery, message, async () => {
    isDone = await run(text, message).then(
      () => true,
      () => false,
    );
  });
  if (isDone) return { verdict: "done", held };
  return { verdict: message.dequeueCount >= options.maxDequeueCount ? "poison" : "again", held };
};

const settle = async (
  { queue, poison, options, log }: Delivery,
  verdict: Verdict,
  held: QueueMessage,
): Promise<void> => {
  if (verdict === "done") return queue.remove(held);
  if (poison === undefined) return;
  if (verdict === "again") {
    await queue.hide(held, options.visibilityTimeout);
    return;
  }
  log.system("warning", `Message ${held.id} of queue '${queue.name}' goes to '${poison.name}'.`);
  // A process that dies between the two leaves both, and the message is moved once more.
  await poison.send(held.text);
  await queue.remove(held);
};

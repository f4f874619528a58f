import type { DequeuedMessageItem, QueueClient } from "@azure/storage-queue";
import type { Queue, QueueMessage } from "./queue.ts";
import { orNothing } from "./storage-answer.ts";

const requestMs = 10_000;
/** The answers to a pop receipt that is not the last one any more. */
const lost = [404, "PopReceiptMismatch"];

/** A queue of the account that `connectionString` names. No request is sent before the first call. */
export const storageQueue = (connectionString: string, name: string): Queue => {
  const open = opener(connectionString, name);
  const call = async <Value>(send: (client: QueueClient, abortSignal: AbortSignal) => Promise<Value>) =>
    send(await open(), AbortSignal.timeout(requestMs));
  const heard: (() => void)[] = [];
  return {
    name,
    take: (max, hiddenMs) =>
      call(async (client, abortSignal) => {
        const options = { numberOfMessages: max, visibilityTimeout: seconds(hiddenMs), abortSignal };
        const taken = await orNothing([404], client.receiveMessages(options));
        return (taken?.receivedMessageItems ?? []).map(toMessage);
      }),
    send: async (text) => {
      await call(async (client, abortSignal) => {
        if (await orNothing([404], client.sendMessage(text, { abortSignal }))) return;
        await client.createIfNotExists({ abortSignal });
        await client.sendMessage(text, { abortSignal });
      });
      for (const task of heard) task();
    },
    hide: ({ id, popReceipt }, hiddenMs) =>
      call(async (client, abortSignal) => {
        const hiding = client.updateMessage(id, popReceipt, undefined, seconds(hiddenMs), { abortSignal });
        return (await orNothing(lost, hiding))?.popReceipt;
      }),
    remove: ({ id, popReceipt }) =>
      call(async (client, abortSignal) => {
        await orNothing(lost, client.deleteMessage(id, popReceipt, { abortSignal }));
      }),
    onSent: (task) => heard.push(task),
  };
};

/** The package is loaded at the first call: an app without queues starts without it. */
const opener = (connectionString: string, name: string): (() => Promise<QueueClient>) => {
  let client: QueueClient | undefined;
  return async () => {
    const { QueueClient } = await import("@azure/storage-queue");
    client ??= new QueueClient(connectionString, name, {
      retryOptions: { maxTries: 2, retryDelayInMs: 100 },
    });
    return client;
  };
};

/** The storage counts in whole seconds. */
const seconds = (ms: number): number => Math.ceil(ms / 1000);

const toMessage = (item: DequeuedMessageItem): QueueMessage => ({
  id: item.messageId,
  popReceipt: item.popReceipt,
  text: item.messageText,
  dequeueCount: item.dequeueCount,
  insertedAt: item.insertedOn,
  expiresAt: item.expiresOn,
  nextVisibleAt: item.nextVisibleOn,
});

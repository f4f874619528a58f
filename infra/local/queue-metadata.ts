import type { TypedData } from "./core-types.ts";
import type { QueueMessage } from "./queue.ts";

/**
 * What a queue function is told beside the message, the library camel-cases the names. Every top-level property of a
 * JSON message is among it and wins over the host's own, whatever its case: a message with an `id` hides the real one.
 * Source: Azure/azure-functions-host, `Utility.ApplyBindingData`.
 */
export const metadataOf = (text: string, queueMessage: QueueMessage): Readonly<Record<string, TypedData>> => {
  const metadata: Record<string, TypedData> = {
    QueueTrigger: { string: text },
    DequeueCount: { json: String(queueMessage.dequeueCount) },
    ExpirationTime: { json: dateTimeOffset(queueMessage.expiresAt) },
    InsertionTime: { json: dateTimeOffset(queueMessage.insertedAt) },
    NextVisibleTime: { json: dateTimeOffset(queueMessage.nextVisibleAt) },
    Id: { string: queueMessage.id },
    PopReceipt: { string: queueMessage.popReceipt },
  };
  const names = new Map(Object.keys(metadata).map((name) => [name.toLowerCase(), name]));
  for (const [key, value] of propertiesOf(text)) {
    const merged = typedDataOf(value);
    if (merged === undefined) continue;
    const name = names.get(key.toLowerCase()) ?? key;
    names.set(key.toLowerCase(), name);
    metadata[name] = merged;
  }
  return metadata;
};

/** As .NET writes it: whole seconds, which is what the storage keeps. */
const dateTimeOffset = (date: Date): string => JSON.stringify(`${date.toISOString().slice(0, 19)}+00:00`);

const propertiesOf = (text: string): readonly [string, unknown][] => {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed))
      return Object.entries(parsed);
  } catch {
    // A message need not be JSON.
  }
  return [];
};

/** Nothing for null and for arrays; all else but objects goes as text, a boolean spelled the .NET way. */
const typedDataOf = (value: unknown): TypedData | undefined => {
  if (value === null || Array.isArray(value)) return undefined;
  if (typeof value === "object") return { json: JSON.stringify(value) };
  if (typeof value === "boolean") return { string: value ? "True" : "False" };
  return { string: String(value) };
};

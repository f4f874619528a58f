import type { Encoding } from "./queue-options.ts";

/** Of the text in the queue, base64 included. */
const storedBytesMax = 64 * 1024;

/** What is stored for a message; throws on one that no queue takes. */
export const toStored = (message: Buffer, encoding: Encoding): string => {
  const stored = message.toString(encoding === "base64" ? "base64" : "utf8");
  const bytes = Buffer.byteLength(stored);
  if (bytes <= storedBytesMax) return stored;
  throw new Error(`The message takes ${bytes} bytes in the queue, where ${storedBytesMax} is the most.`);
};

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The message that was stored as this; undefined where it is no base64. What is no UTF-8 in it becomes U+FFFD. */
export const fromStored = (stored: string, encoding: Encoding): string | undefined => {
  if (encoding === "none") return stored;
  const packed = stored.replace(/\s/g, "");
  return base64.test(packed) ? Buffer.from(packed, "base64").toString("utf8") : undefined;
};

import * as z from "zod";

/** How the text of a message is stored in its queue. */
export type Encoding = "base64" | "none";

const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const DAY_MS = 86_400_000;
const timeSpan = /^(?:(\d{1,3})\.)?(\d{1,2}):([0-5]\d):([0-5]\d)(?:\.(\d{1,3}))?$/;

/** A .NET TimeSpan, `[d.]hh:mm:ss[.fff]`, to milliseconds. */
const milliseconds = z.string().transform((text, context) => {
  const [whole, days = "0", hours, minutes, seconds, fraction = ""] = timeSpan.exec(text) ?? [];
  if (whole !== undefined && Number(hours) < 24) {
    const clock = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
    return Number(days) * DAY_MS + clock * 1000 + Number(fraction.padEnd(3, "0"));
  }
  context.addIssue("must be a TimeSpan, such as 00:00:30");
  return z.NEVER;
});

/**
 * `extensions.queues` of host.json. The two that depend on the machine and its environment have no default here.
 * Source: Microsoft Learn, "Azure Queue storage trigger and bindings: host.json settings".
 */
export const queueOptions = z.looseObject({
  batchSize: count(1, 32).default(16),
  newBatchThreshold: count(0, 1_000).optional(),
  maxDequeueCount: count(1, 1_000).default(5),
  visibilityTimeout: milliseconds.refine((ms) => ms <= 7 * DAY_MS, "must be 7 days or less").default(0),
  maxPollingInterval: milliseconds.refine((ms) => ms >= 100, "must be 00:00:00.1 or more").optional(),
  messageEncoding: z.enum(["base64", "none"]).default("base64"),
});

/** Times in milliseconds. */
export type QueueOptions = Readonly<z.infer<typeof queueOptions>>;

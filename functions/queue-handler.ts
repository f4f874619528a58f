import type * as z from "zod";
import type { Asks } from "../shared/application/asks.ts";
import { StoreUnavailable } from "../shared/application/ports.ts";
import type { App } from "./app.ts";

/** A message as it came, and what its trigger can tell and log to. */
export type Received = {
  /** JSON as it was parsed, or the text where it is none. */
  readonly message: unknown;
  /** How often it was received, from 1. */
  readonly dequeueCount: number;
  readonly log: (line: string) => void;
};

/** What came of a message; `rejected`: it can never succeed. */
export type Handled = { readonly asks?: Asks } | { readonly rejected: string };

// What host.json says: the host itself puts a message aside after as many.
const DEQUEUES_MAX = 5;

/**
 * Handles the messages of a queue. What can never succeed is parked, where the API shows it: at once what cannot
 * be read, in the end what always meets a fault of ours. An outage is thrown, so that the host tries again; what it
 * gives up on then, the hourly pass and the sweep find again.
 */
export const queueHandler =
  <Message>(
    app: App,
    queue: string,
    schema: z.ZodType<Message>,
    handle: (message: Message, log: Received["log"]) => Promise<Handled>,
  ) =>
  async ({ message, dequeueCount, log }: Received): Promise<Asks> => {
    const park = async (reason: string): Promise<Asks> => {
      await app.parkedMessages.park(queue, textOf(message), reason);
      log(JSON.stringify({ event: "parked", queue, reason }));
      return {};
    };
    const parsed = schema.safeParse(message);
    if (!parsed.success) return await park("malformed");
    try {
      const handled = await handle(parsed.data, log);
      return "rejected" in handled ? await park(handled.rejected) : (handled.asks ?? {});
    } catch (fault) {
      if (fault instanceof StoreUnavailable || dequeueCount < DEQUEUES_MAX) throw fault;
      return await park("fault");
    }
  };

/** The message as text, for its size and hash; one that nests too deeply to be written has neither. */
const textOf = (message: unknown): string => {
  if (typeof message === "string") return message;
  try {
    return JSON.stringify(message) ?? "";
  } catch {
    return "";
  }
};

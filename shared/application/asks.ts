import type { CheckMessage } from "./check-message.ts";
import type { Pointer } from "./notifications/pointers.ts";

/**
 * What a use case leaves to the queues: pools to be evaluated, deliveries to be made. Any of it can be lost: the hourly
 * run and the sweep find it again, but for the first late sessions of a month before the last that was closed, which
 * wait for its next ones.
 */
export type Asks = { readonly checks?: readonly CheckMessage[]; readonly due?: readonly Pointer[] };

import type { QueueName } from "./queue-names.ts";

/** A message that is put on a queue. `poison`: why it can never succeed; undefined: it can. */
export type MessagePut = { readonly queue: QueueName; readonly text: string; readonly poison?: string };

/** A message and what became of it; `given-up`: received too often, and put aside by the host. */
export type Message = MessagePut & {
  readonly number: number;
  dequeues: number;
  state: "waiting" | "done" | "parked" | "given-up";
  /** Why it was parked. */
  reason?: string;
};

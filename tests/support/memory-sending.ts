import type { Attempt, Sending, SendResult, Target } from "../../shared/application/notifications/sending.ts";

/** A way out that leads nowhere: it keeps what is sent, and answers as it is told. */
export type MemorySending = Sending & {
  readonly sent: readonly (Attempt & { readonly target: Target })[];
  /** What it answers from now on; delivered, unless told otherwise. */
  readonly answer: (next: SendResult) => void;
};

/** Nothing was sent yet. */
export const memorySending = (): MemorySending => {
  const sent: (Attempt & { readonly target: Target })[] = [];
  let result: SendResult = { outcome: "delivered", status: 200 };
  return {
    sent,
    answer: (next) => {
      result = next;
    },
    send: async (target, attempt) => {
      sent.push({ ...attempt, target });
      return result;
    },
    faultOf: (address) =>
      address.kind !== "email" && !address.url.startsWith("https://")
        ? { path: "url", message: "not https" }
        : undefined,
  };
};

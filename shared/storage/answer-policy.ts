import { StoreUnavailable } from "../application/ports.ts";
import type { Policy } from "./batch-policy.ts";

/** The signals of the requests that the storage has answered. */
export type Answered = WeakSet<object>;

/**
 * Hands on the Date of each answer, errors included: `submitTransaction` never calls `onResponse`.
 * An answer without the storage's request id comes from something in between: neither its time nor an
 * empty body of it may be believed, or a balance would be 0 for a moment and a statement for ever.
 * Notes which requests were answered, so that a fault of ours and one in the answer can be told apart.
 */
export const answerPolicy = (onDate: (epochMs: number) => void, answered: Answered): Policy => ({
  position: "perRetry",
  policy: {
    name: "botmeterAnswer",
    sendRequest: async (request, next) => {
      const response = await next(request);
      if (!response.headers.has("x-ms-request-id"))
        throw new StoreUnavailable(`Something else than the storage answered, with ${response.status}.`);
      if (request.abortSignal) answered.add(request.abortSignal);
      const epochMs = Date.parse(response.headers.get("date") ?? "");
      if (!Number.isNaN(epochMs)) onDate(epochMs);
      return response;
    },
  },
});

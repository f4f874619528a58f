import { StoreUnavailable } from "../application/ports.ts";
import type { Policy } from "./batch-policy.ts";

/**
 * Hands on the Date of each answer, errors included: `submitTransaction` never calls `onResponse`.
 * An answer without the storage's request id comes from something in between: neither its time nor an
 * empty body of it may be believed, or a balance would be 0 for a moment and a statement for ever.
 */
export const datePolicy = (onDate: (epochMs: number) => void): Policy => ({
  position: "perRetry",
  policy: {
    name: "botmeterDate",
    sendRequest: async (request, next) => {
      const response = await next(request);
      if (!response.headers.has("x-ms-request-id"))
        throw new StoreUnavailable(`Something else than the storage answered, with ${response.status}.`);
      const epochMs = Date.parse(response.headers.get("date") ?? "");
      if (!Number.isNaN(epochMs)) onDate(epochMs);
      return response;
    },
  },
});

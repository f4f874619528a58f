import type { Policy } from "./batch-policy.ts";

/** Hands on the Date of each answer, errors included: `submitTransaction` never calls `onResponse`. */
export const datePolicy = (onDate: (epochMs: number) => void): Policy => ({
  position: "perRetry",
  policy: {
    name: "botmeterDate",
    sendRequest: async (request, next) => {
      const response = await next(request);
      const epochMs = Date.parse(response.headers.get("date") ?? "");
      if (!Number.isNaN(epochMs)) onDate(epochMs);
      return response;
    },
  },
});

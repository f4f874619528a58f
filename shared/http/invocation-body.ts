import type { Reading } from "../application/adapter.ts";
import { fromCloudEvent, fromNative } from "../application/invocation-input.ts";
import { ok, type Result, refused } from "../domain/result.ts";
import { invalidRequest } from "./handler.ts";
import { type Problem, problem } from "./problem.ts";

/** Invocations in one batch at the most. */
export const BATCH_MAX = 100;
const BATCH_MEDIA_TYPE = "application/cloudevents-batch+json";

/** What was sent: one item, or a batch that is answered as one. */
export type ReadBatch = { readonly isBatch: boolean; readonly readings: readonly Reading[] };

/** Reads a body of `recordInvocation`: native JSON or CloudEvents (structured, batch), by its media type. */
export const readInvocations = (body: unknown, mediaType: string): Result<ReadBatch, Problem> => {
  const read = mediaType.startsWith("application/cloudevents") ? fromCloudEvent : fromNative;
  if (!Array.isArray(body)) {
    if (mediaType === BATCH_MEDIA_TYPE)
      return refused(invalidRequest([{ path: "", message: "must be an array" }]));
    return ok({ isBatch: false, readings: [read(body)] });
  }
  if (body.length > BATCH_MAX)
    return refused(
      problem("batch-too-large", `At most ${BATCH_MAX} items are recorded at once.`, { max: BATCH_MAX }),
    );
  return ok({ isBatch: true, readings: body.map((item: unknown) => read(item)) });
};

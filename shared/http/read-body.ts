import { ok, type Result, refused } from "../domain/result.ts";
import { type Problem, problem } from "./problem.ts";
import type { ReceivedRequest } from "./received-request.ts";

// An answer that comes before the body is read can be lost with the connection, so some of the rest is read and dropped.
const DRAINED_BYTES_MAX = 8 * 1024 * 1024;

/**
 * The whole body, read once, chunked or not. Holds no more than `bytesMax`, whatever is sent.
 */
export const readBody = async (
  request: ReceivedRequest,
  bytesMax: number,
): Promise<Result<Uint8Array, Problem>> => {
  if (Number(request.headers.get("content-length")) > bytesMax) return refused(tooLarge(bytesMax));
  if (request.body === null) return ok(new Uint8Array());
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  while (bytes <= bytesMax + DRAINED_BYTES_MAX) {
    const { done, value } = await reader.read();
    if (done) return bytes > bytesMax ? refused(tooLarge(bytesMax)) : ok(Buffer.concat(chunks, bytes));
    if (value === undefined) continue;
    bytes += value.byteLength;
    if (bytes <= bytesMax) chunks.push(value);
  }
  await reader.cancel();
  return refused(tooLarge(bytesMax));
};

/** The problem of a body over its limit. */
export const tooLarge = (bytesMax: number): Problem =>
  problem("body-too-large", `At most ${bytesMax} bytes are read.`, { bytesMax });

import { ok, type Result, refused } from "../domain/result.ts";
import type { Incoming } from "./incoming.ts";
import { type Problem, problem } from "./problem.ts";

/**
 * The whole body, read once, chunked or not. Stops at `bytesMax`, so that no sender makes us hold more.
 * The same bytes then serve a signature and the parser.
 */
export const readBody = async (request: Incoming, bytesMax: number): Promise<Result<Uint8Array, Problem>> => {
  if (Number(request.headers.get("content-length")) > bytesMax) return refused(tooLarge(bytesMax));
  if (request.body === null) return ok(new Uint8Array());
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return ok(Buffer.concat(chunks, bytes));
    if (value === undefined) continue;
    bytes += value.byteLength;
    if (bytes > bytesMax) {
      await reader.cancel();
      return refused(tooLarge(bytesMax));
    }
    chunks.push(value);
  }
};

/** The problem of a body over its limit. */
export const tooLarge = (bytesMax: number): Problem =>
  problem("body-too-large", `At most ${bytesMax} bytes are read.`, { bytesMax });

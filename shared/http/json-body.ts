import { ok, type Result, refused } from "../domain/result.ts";
import { isDeeperThan } from "./json-depth.ts";
import { type Problem, problem } from "./problem.ts";
import { readBody, tooLarge } from "./read-body.ts";
import type { ReceivedRequest } from "./received-request.ts";

/** What a route accepts as its body. */
export type BodyLimits = {
  readonly bytesMax: number;
  /** Where one request can carry many items: the limit for an array, `bytesMax` being that of a single one. */
  readonly batchBytesMax?: number;
  readonly depthMax: number;
  readonly mediaTypes: readonly string[];
};

/** A parsed body, and the media type that it came as, in lower case and without parameters. */
export type JsonBody = { readonly value: unknown; readonly mediaType: string };

// The three bytes of a byte order mark, which the decoder drops, are among them.
const NO_CONTENT = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
const ARRAY = 0x5b;

/** Reads and parses a JSON body within its limits. Its shape is not looked at. */
export const jsonBody = async (
  request: ReceivedRequest,
  limits: BodyLimits,
): Promise<Result<JsonBody, Problem>> => {
  const mediaType = mediaTypeOf(request, limits.mediaTypes);
  if (!mediaType.ok) return mediaType;
  const bytes = await wholeBody(request, limits.batchBytesMax ?? limits.bytesMax);
  if (!bytes.ok) return bytes;
  const isBatch = limits.batchBytesMax !== undefined && firstByteOf(bytes.value) === ARRAY;
  if (!isBatch && bytes.value.length > limits.bytesMax) return refused(tooLarge(limits.bytesMax));
  const value = parseJson(bytes.value, limits.depthMax);
  return value.ok ? ok({ value: value.value, mediaType: mediaType.value }) : value;
};

/** The media type of a body, in lower case and without parameters, where it is one of these, in UTF-8 and not compressed. */
export const mediaTypeOf = (
  { headers }: Pick<ReceivedRequest, "headers">,
  mediaTypes: readonly string[],
): Result<string, Problem> => {
  const [mediaType = "", ...parameters] = (headers.get("content-type") ?? "")
    .split(";")
    .map((part) => part.trim().toLowerCase());
  const isReadable = mediaTypes.includes(mediaType) && parameters.every(isHarmless);
  const encoding = (headers.get("content-encoding") ?? "identity").toLowerCase();
  return isReadable && encoding === "identity"
    ? ok(mediaType)
    : refused(problem("unsupported-media-type", `Send ${mediaTypes.join(" or ")} in UTF-8, not compressed.`));
};

/** The bytes of a body, or the problem of one that is too large or breaks off. */
export const wholeBody = (request: ReceivedRequest, bytesMax: number): Promise<Result<Uint8Array, Problem>> =>
  readBody(request, bytesMax).catch(() =>
    refused(problem("malformed-body", "The body did not arrive whole.")),
  );

/** What the bytes say as JSON, unless it nests deeper than `depthMax`. */
export const parseJson = (bytes: Uint8Array, depthMax: number): Result<unknown, Problem> => {
  if (isDeeperThan(bytes, depthMax))
    return refused(problem("body-too-deep", `At most ${depthMax} levels are read.`));
  const value = parsed(bytes);
  return value ? ok(value.json) : refused(problem("malformed-body", "The body is no JSON text in UTF-8."));
};

const isHarmless = (parameter: string): boolean =>
  !parameter.startsWith("charset=") || parameter.replaceAll('"', "") === "charset=utf-8";

const firstByteOf = (bytes: Uint8Array): number | undefined => bytes.find((byte) => !NO_CONTENT.has(byte));

const parsed = (bytes: Uint8Array): { readonly json: unknown } | undefined => {
  try {
    return { json: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) };
  } catch {
    return undefined;
  }
};

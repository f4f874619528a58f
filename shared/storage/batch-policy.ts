import type { TableServiceClientOptions } from "@azure/data-tables";

/** A step in the way of each request that the SDK sends. */
export type Policy = NonNullable<TableServiceClientOptions["additionalPolicies"]>[number];

/** ETags that the deletes of a transaction hold, in their order, by the signal its request is sent with. */
export type DeleteEtags = WeakMap<object, readonly string[]>;

// JSON escapes line ends in cells and `withoutSeparators` the other two, so no cell can look like this line.
const ANY_ETAG = /^if-match: \*\r?$/gim;

/**
 * Mends what the SDK and Azurite get wrong in the body of a batch, before the request is signed.
 * `submitTransaction` sends every delete with `If-Match: *` and takes no ETag for it: the real ones are put
 * in. Found by the signal since that is all of a caller's that reaches the request.
 */
export const batchPolicy = (deleteEtags: DeleteEtags): Policy => ({
  position: "perCall",
  policy: {
    name: "botmeterBatch",
    sendRequest: (request, next) => {
      const { body, abortSignal } = request;
      if (typeof body === "string") {
        const etags = (abortSignal && deleteEtags.get(abortSignal)) ?? [];
        request.body = withEtags(withoutSeparators(body), etags);
      }
      return next(request);
    },
  },
});

/**
 * U+2028 and U+2029 escaped: Azurite ends a line of JSON at them and refuses the rest. Bots' names come from
 * outside, so they can hold one.
 */
const withoutSeparators = (body: string): string =>
  body.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");

/** Throws rather than sends a delete that would take whatever row is there. */
const withEtags = (body: string, etags: readonly string[]): string => {
  let count = 0;
  const mended = body.replace(ANY_ETAG, () => `if-match: ${etags[count++] ?? ""}`);
  if (count !== etags.length) throw new Error(`${etags.length} deletes, but ${count} headers for them.`);
  return mended;
};

import {
  Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as open,
  type ServerResponse,
} from "node:http";

/** Headers of one connection, never of the message; the next connection has its own. */
const hopByHop = new Set([
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
]);

/** Passes a request on to the library's server and the answer back, both as streams. The caller hears "error". */
export type Forward = (
  request: IncomingMessage,
  response: ServerResponse,
  invocationId: string,
) => ClientRequest;

/**
 * Node reads this much of a body ahead, and to spare. What the app leaves unread of a longer one stays in the socket,
 * where the next request would wait behind it for ever: such a body gets a socket that serves no other.
 */
const sharedSocketBytesMax = 32 * 1024;

/**
 * In streaming mode the host sends the request itself here, marked with the invocation it belongs to.
 * Sockets are kept: a benchmark runs through this. A cut on the client's side cuts the app's; one in the
 * midst of an answer cuts the client's.
 */
export const createForward = (httpUri: string): Forward => {
  const shared = new Agent({ keepAlive: true });
  // Kept alive to the last byte of the answer all the same: a closing server may reset the socket before that.
  const single = Object.assign(new Agent({ keepAlive: true }), { maxFreeSockets: 0 });
  const port = Number(new URL(httpUri).port);
  return (request, response, invocationId) => {
    const bytes = bodyBytes(request.headers);
    const upstream = open({
      agent: bytes <= sharedSocketBytesMax ? shared : single,
      host: "127.0.0.1",
      port,
      method: request.method,
      path: request.url,
      headers: requestHeaders(request.headers, invocationId),
    });
    passBack(upstream, response);
    // A body that the app did not take must still come off the wire, or the client's next request waits behind it.
    upstream.on("close", () => request.unpipe().resume());
    if (bytes > 0) request.pipe(upstream);
    else upstream.end();
    return upstream;
  };
};

const passBack = (upstream: ClientRequest, response: ServerResponse): void => {
  upstream.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 500, responseHeaders(answer.headers));
    answer.on("error", () => response.destroy());
    answer.pipe(response);
  });
  response.on("error", () => upstream.destroy());
  response.on("close", () => {
    if (!response.writableFinished || !upstream.writableFinished) upstream.destroy();
  });
};

const bodyBytes = (headers: IncomingHttpHeaders): number =>
  headers["transfer-encoding"] === undefined
    ? Number(headers["content-length"] ?? 0)
    : Number.POSITIVE_INFINITY;

const requestHeaders = (headers: IncomingHttpHeaders, invocationId: string): IncomingHttpHeaders => {
  const passed: IncomingHttpHeaders = {};
  for (const name in headers) if (!hopByHop.has(name)) passed[name] = headers[name];
  passed["x-ms-invocation-id"] = invocationId;
  passed["x-forwarded-host"] = headers.host ?? "127.0.0.1";
  passed["x-forwarded-proto"] = "http";
  return passed;
};

const responseHeaders = (headers: IncomingHttpHeaders): IncomingHttpHeaders => {
  const passed: IncomingHttpHeaders = {};
  // The front frames the body anew, so the length stays and the chunking goes.
  for (const name in headers) {
    if (!hopByHop.has(name) && name !== "transfer-encoding") passed[name] = headers[name];
  }
  return passed;
};

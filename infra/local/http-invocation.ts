import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppFunction } from "./core-types.ts";
import { invoke } from "./invoke.ts";
import type { Host } from "./listener.ts";
import type { Forward } from "./proxy.ts";
import type { Match } from "./routes.ts";

/** An HTTP function, and the name of the binding that takes the request. */
export type HttpFunction = { readonly fn: AppFunction; readonly bindingName: string };

/**
 * Has one request answered by the function it was routed to, and resolves when the function has ended. It is told of
 * the request over `@azure/functions-core` and gets it from the library's server, where `forward` sends it.
 * What the function threw is an empty 500, what returned nothing a 204.
 */
export const serve = async (
  { app, log }: Host,
  forward: Forward,
  { target, params }: Match<HttpFunction>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const invocationId = randomUUID();
  // The library pairs the two by this id, whichever comes first.
  const forwarded = forward(request, response, invocationId);
  const end = (status: number): void => {
    // The library leaves its socket open when it has nothing to say on it.
    forwarded.destroy();
    if (response.headersSent) response.destroy();
    else response.writeHead(status, status === 204 ? {} : { "content-length": "0" }).end();
  };
  forwarded.on("error", (error) => {
    // Cut by this side, once it had answered or the client was gone.
    if (response.headersSent || response.destroyed) return;
    log.system(
      "error",
      `'Functions.${target.fn.name}' gave no answer (Id=${invocationId}): ${error.message}`,
    );
    end(500);
  });
  try {
    const { result } = await invoke(app, log, target.fn, {
      invocationId,
      reason: "This function was programmatically called via the host APIs.",
      inputData: [{ name: target.bindingName, data: { http: {} } }],
      triggerMetadata: metadataOf(request, params),
    });
    if (result === undefined || result === null) end(204);
  } catch {
    // Logged by invoke; the client learns no more than that.
    end(500);
  }
};

/** Route parameters and headers as the library takes them; the query it reads from the URL itself. */
const metadataOf = (request: IncomingMessage, params: Readonly<Record<string, string>>) => {
  const metadata: Record<string, object> = { Headers: { json: JSON.stringify(request.headers) } };
  for (const name in params) metadata[name] = { string: params[name] };
  return metadata;
};

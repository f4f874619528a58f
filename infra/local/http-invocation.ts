import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppFunction } from "./core-types.ts";
import { invoke, OutputFault } from "./invoke.ts";
import type { Host } from "./listener.ts";
import type { Forward } from "./proxy.ts";
import type { Match } from "./routes.ts";

/** An HTTP function, and the name of the binding that takes the request. */
export type HttpFunction = { readonly fn: AppFunction; readonly bindingName: string };

/**
 * Has one request answered by the function it was routed to, and resolves when the function has ended. It is told of
 * the request over `@azure/functions-core` and gets it from the library's server, where `forward` sends it.
 * What the function threw is an empty 500, what returned nothing a 204. The client of a function whose output is lost
 * has its answer all the same: only the log tells.
 */
export const serve = async (
  host: Host,
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
    host.log.system(
      "error",
      `'Functions.${target.fn.name}' gave no answer (Id=${invocationId}): ${error.message}`,
    );
    end(500);
  });
  try {
    const result = await invoke(host, target.fn, {
      invocationId,
      reason: "This function was programmatically called via the host APIs.",
      inputData: [{ name: target.bindingName, data: { http: {} } }],
      triggerMetadata: metadataOf(request, params),
    });
    if (!isAnswer(result)) end(204);
  } catch (error) {
    // Logged by invoke; the client learns no more than that.
    if (!(error instanceof OutputFault && isAnswer(error.result))) end(500);
  }
};

/** Whether the library sends it to the client; it has done so before the outputs are sent. */
const isAnswer = (result: unknown): boolean => result !== undefined && result !== null;

/** Route parameters and headers as the library takes them; the query it reads from the URL itself. */
const metadataOf = (request: IncomingMessage, params: Readonly<Record<string, string>>) => {
  const metadata: Record<string, object> = { Headers: { json: JSON.stringify(request.headers) } };
  for (const name in params) metadata[name] = { string: params[name] };
  return metadata;
};

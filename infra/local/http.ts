import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import * as z from "zod";
import { answerAdmin } from "./admin.ts";
import type { AppFunction } from "./core-types.ts";
import { invoke } from "./invoke.ts";
import { type Host, type Listener, triggerOf } from "./listener.ts";
import { createForward, type Forward } from "./proxy.ts";
import { createRouter, type Match, type Route } from "./routes.ts";

/** The host's HTTP front. `url` is known once it has started; it has no slash at the end. */
export type HttpFront = Listener & { readonly url: () => string; readonly routes: readonly HttpRoute[] };

/** An HTTP function and its route, prefix included, without a slash at the front. */
export type HttpRoute = Route<{ readonly fn: AppFunction; readonly bindingName: string }>;

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

/**
 * Serves the app's HTTP functions in streaming mode on 127.0.0.1; port 0 takes a free one.
 * `start` rejects when the port is taken. `stop` lets requests in flight finish, then closes every connection.
 */
export const createHttpFront = (host: Host, port: number): HttpFront => {
  const routes = httpRoutes(host);
  const find = createRouter(routes);
  const forward = createForward(host.app.httpUri);
  const inFlight = new Set<Promise<void>>();

  const answer = async (exchange: Exchange): Promise<void> => {
    const { request, response } = exchange;
    const closed = new Promise<void>((resolve) => response.once("close", resolve));
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    const match = find(request.method ?? "", path);
    if (path.startsWith("/admin/")) answerAdmin(host, request, path, response);
    else if (match) await serve(host, forward, match, exchange);
    else response.writeHead(404, { "content-length": "0" }).end();
    await closed;
  };
  const server = createServer((request, response) => {
    const work = answer({ request, response });
    inFlight.add(work);
    void work.finally(() => {
      inFlight.delete(work);
      if (!server.listening) server.closeIdleConnections();
    });
  });
  // As long as Kestrel keeps them: a client that pauses between requests must not meet a closing socket.
  server.keepAliveTimeout = 130_000;
  return {
    routes,
    url: () => {
      const address = server.address();
      return typeof address === "object" ? `http://127.0.0.1:${address?.port}` : "";
    },
    start: () => listen(server, port),
    stop: async () => {
      server.close();
      while (inFlight.size > 0) await Promise.all(inFlight);
      server.closeAllConnections();
    },
  };
};

const trigger = z.object({ route: z.string().optional(), methods: z.array(z.string()) });

const httpRoutes = ({ app, hostJson }: Host): readonly HttpRoute[] =>
  app.functions.flatMap((fn) => {
    const { bindingName, binding } = triggerOf(fn);
    if (binding.type !== "httpTrigger") return [];
    const { route = fn.name, methods } = trigger.parse(binding);
    const template = [hostJson.extensions.http.routePrefix, route].filter((part) => part !== "").join("/");
    return [{ template, methods, target: { fn, bindingName } }];
  });

const serve = async (
  { app, log }: Host,
  forward: Forward,
  { target, params }: Match<HttpRoute["target"]>,
  { request, response }: Exchange,
): Promise<void> => {
  const invocationId = randomUUID();
  // The library pairs the two by id, whichever comes first.
  const forwarded = forward(request, response, invocationId);
  const end = (status: number): void => {
    // The library leaves its socket open when it has nothing to say on it.
    forwarded.destroy();
    if (response.headersSent) response.destroy();
    else response.writeHead(status, status === 204 ? {} : { "content-length": "0" }).end();
  };
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

const metadataOf = (request: IncomingMessage, params: Readonly<Record<string, string>>) => {
  const metadata: Record<string, object> = { Headers: { json: JSON.stringify(request.headers) } };
  for (const name in params) metadata[name] = { string: params[name] };
  return metadata;
};

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        "code" in error && error.code === "EADDRINUSE"
          ? new Error(`Port ${port} is taken: choose another with --port.`, { cause: error })
          : error,
      ),
    );
    server.listen(port, "127.0.0.1", resolve);
  });

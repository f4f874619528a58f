import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import * as z from "zod";
import { answerAdmin } from "./admin.ts";
import { type HttpFunction, serve } from "./http-invocation.ts";
import { type Host, type Listener, triggerOf } from "./listener.ts";
import { createForward } from "./proxy.ts";
import { createRouter, type Route } from "./routes.ts";

/** The host's HTTP front. `url` is known once it has started; it has no slash at the end. */
export type HttpFront = Listener & {
  readonly url: () => string;
  readonly routes: readonly Route<HttpFunction>[];
};

/**
 * Serves the app's HTTP functions in streaming mode on 127.0.0.1; port 0 takes a free one. The functions of `others`
 * are run where an administrator asks for it.
 * `start` rejects when the port is taken. `stop` lets requests in flight finish, then closes every connection.
 */
export const createHttpFront = (host: Host, port: number, others: readonly Listener[]): HttpFront => {
  const routes = httpRoutes(host);
  const answer = answerWith(host, routes, others);
  const inFlight = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const work = answer(request, response).finally(() => {
      inFlight.delete(work);
      if (!server.listening) server.closeIdleConnections();
    });
    inFlight.add(work);
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

/** Templates with the prefix of host.json, without a slash at the front. */
const httpRoutes = ({ app, hostJson }: Host): readonly Route<HttpFunction>[] =>
  app.functions.flatMap((fn) => {
    const { bindingName, binding } = triggerOf(fn);
    if (binding.type !== "httpTrigger") return [];
    const { route = fn.name, methods } = trigger.parse(binding);
    const template = [hostJson.extensions.http.routePrefix, route].filter((part) => part !== "").join("/");
    return [{ template, methods, target: { fn, bindingName } }];
  });

/** Answers one request; resolves, and never rejects, when the function has ended and the client has its answer. */
const answerWith = (host: Host, routes: readonly Route<HttpFunction>[], others: readonly Listener[]) => {
  const find = createRouter(routes);
  const forward = createForward(host.app.httpUri);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isHost(request.headers.host)) return badRequest(response);
    const closed = new Promise<void>((resolve) => response.once("close", resolve));
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    const match = find(request.method ?? "", path);
    try {
      if (path.startsWith("/admin/")) await answerAdmin(host, others, request, path, response);
      else if (match) await serve(host, forward, match, request, response);
      else response.writeHead(404, { "content-length": "0" }).end();
    } catch (error) {
      host.log.system(
        "error",
        `${request.method} ${path} failed: ${error instanceof Error ? error.stack : error}`,
      );
      response.destroy();
    }
    await closed;
  };
};

/** The library makes a URL of it, and would leave its end of the request open where that fails. */
const isHost = (host: string | undefined): boolean =>
  host === undefined || (/^[^\s/?#@\\]+$/.test(host) && URL.canParse(`http://${host}`));

const badRequest = (response: ServerResponse): void => {
  response.writeHead(400, { "content-length": "0", connection: "close" }).end();
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

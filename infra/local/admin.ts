import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import * as z from "zod";
import type { AppFunction } from "./core-types.ts";
import type { Host, Listener } from "./listener.ts";

/**
 * Answers the host's own pages: `/admin/host/status`, `/admin/host/ping`, `/admin/functions`, and POST of
 * `{"input": "..."}` to `/admin/functions/{name}`, which begins a run; 404 for others.
 * No key is asked for: this host takes connections of this machine alone.
 */
export const answerAdmin = async (
  host: Host,
  listeners: readonly Listener[],
  request: IncomingMessage,
  path: string,
  response: ServerResponse,
): Promise<void> => {
  const [, name] = /^\/admin\/functions\/([^/]+)$/.exec(path) ?? [];
  if (name !== undefined && request.method === "POST") {
    return empty(response, await runNow(listeners, name, request));
  }
  switch (`${request.method} ${path}`) {
    case "GET /admin/host/status":
      return json(response, {
        id: "botmeter-stand-in",
        state: "Running",
        version: host.app.core.api["hostVersion"],
        processUptime: Math.round(process.uptime() * 1000),
      });
    case "GET /admin/host/ping":
    case "POST /admin/host/ping":
      return empty(response, 200);
    case "GET /admin/functions":
      return json(response, host.app.functions.map(described));
    default:
      return empty(response, 404);
  }
};

const invocation = z.object({ input: z.string().default("") });

/** The status of the answer: 202 once the run has begun, whatever comes of it; 404 where nobody runs it by hand. */
const runNow = async (
  listeners: readonly Listener[],
  name: string,
  request: IncomingMessage,
): Promise<number> => {
  // A web page of any site can have a browser post text here, but not JSON.
  if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) return 415;
  const parsed = invocation.safeParse(parseJson(await text(request)));
  if (!parsed.success) return 400;
  return listeners.some((listener) => listener.runNow?.(name, parsed.data.input)) ? 202 : 404;
};

const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const described = ({ name, bindings }: AppFunction) => ({
  name,
  config: { name, bindings: Object.entries(bindings).map(([key, binding]) => ({ ...binding, name: key })) },
  isDisabled: false,
  language: "node",
});

const json = (response: ServerResponse, body: unknown): void => {
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
};

const empty = (response: ServerResponse, status: number): void => {
  response.writeHead(status, { "content-length": "0" }).end();
};

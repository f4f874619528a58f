import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppFunction } from "./core-types.ts";
import type { Host } from "./listener.ts";

/**
 * Answers the host's own pages: `/admin/host/status`, `/admin/host/ping` and `/admin/functions`; 404 for others.
 * No key is asked for: this host takes connections of this machine alone.
 */
export const answerAdmin = (
  host: Host,
  request: IncomingMessage,
  path: string,
  response: ServerResponse,
): void => {
  switch (`${request.method} ${path}`) {
    case "GET /admin/host/status":
      json(response, {
        id: "botmeter-stand-in",
        state: "Running",
        version: host.app.core.api["hostVersion"],
        processUptime: Math.round(process.uptime() * 1000),
      });
      return;
    case "GET /admin/host/ping":
    case "POST /admin/host/ping":
      response.writeHead(200, { "content-length": "0" }).end();
      return;
    case "GET /admin/functions":
      json(response, host.app.functions.map(described));
      return;
    default:
      response.writeHead(404, { "content-length": "0" }).end();
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

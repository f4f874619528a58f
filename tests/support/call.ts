import { encodeAnswer } from "../../shared/http/answer.ts";
import type { Handler } from "../../shared/http/handler.ts";
import type { ReceivedRequest } from "../../shared/http/received-request.ts";

/** A request to an endpoint. */
export type Call = {
  readonly method: string;
  /** Below `/api/`, with its query. */
  readonly path: string;
  /** Sent as `Authorization: Bearer`. */
  readonly key?: string | undefined;
  /** Sent as `application/json`, unless `headers` say otherwise. */
  readonly json?: unknown;
  /** Sent as it is, chunk by chunk, as long as somebody reads. */
  readonly chunks?: Iterable<string | Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What came back, as the wire carries it. */
export type Called = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** What the text holds where it is JSON; else undefined. */
  readonly json: unknown;
};

/** Serves the request by the endpoint whose method and path it names; `report` hears of faults. */
export const serve = async (
  endpoints: readonly Handler[],
  call: Call,
  report: (fault: unknown) => void,
): Promise<Called> => {
  const url = new URL(call.path, "http://botmeter.test/");
  for (const endpoint of endpoints) {
    const params = endpoint.method === call.method ? paramsOf(endpoint.path, url.pathname) : undefined;
    if (params === undefined) continue;
    const answer = encodeAnswer(await endpoint.serve(incoming(call, params, url), report));
    const { status, headers, body: text = "" } = answer;
    const isJson = /^application\/(problem\+)?json$/.test(headers["content-type"] ?? "");
    return { status, headers, text, json: isJson ? JSON.parse(text) : undefined };
  }
  throw new Error(`No endpoint serves ${call.method} ${call.path}.`);
};

const paramsOf = (template: string, pathname: string): Record<string, string> | undefined => {
  const [names, parts] = [template.split("/"), pathname.slice(1).split("/")];
  if (names.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? "";
    if (name.startsWith("{")) params[name.slice(1, -1)] = decodeURIComponent(part);
    else if (name !== part) return undefined;
  }
  return params;
};

const incoming = (call: Call, params: Record<string, string>, url: URL): ReceivedRequest => {
  const headers = new Headers(call.json === undefined ? {} : { "content-type": "application/json" });
  if (call.key !== undefined) headers.set("authorization", `Bearer ${call.key}`);
  for (const [name, value] of Object.entries(call.headers ?? {})) headers.set(name, value);
  const chunks = call.chunks ?? (call.json === undefined ? undefined : [JSON.stringify(call.json)]);
  return { headers, params, query: url.searchParams, body: chunks ? bodyOf(chunks) : null };
};

const bodyOf = (chunks: Iterable<string | Uint8Array>): NonNullable<ReceivedRequest["body"]> => ({
  getReader: () => {
    const left = chunks[Symbol.iterator]();
    return {
      read: async () => {
        const { done, value } = left.next();
        if (done === true || value === undefined) return { done: true };
        return { done: false, value: typeof value === "string" ? new TextEncoder().encode(value) : value };
      },
      cancel: async () => {
        left.return?.();
      },
    };
  },
});

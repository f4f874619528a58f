import { type IncomingMessage, type RequestOptions, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { type Connect, connectionTo } from "./connection.ts";
import { hostOf } from "./endpoint-url.ts";
import type { CheckedAddresses } from "./resolve.ts";
import { retryAfterMsOf } from "./retry-after.ts";
import { reasonOf, type Stage, type Unanswered } from "./unanswered.ts";

/** An answer, whatever its status. What it says is not kept. */
export type Answered = {
  readonly outcome: "answered";
  readonly status: number;
  readonly retryAfterMs?: number;
};

type Posted = {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const DROPPED_BYTES_MAX = 4_096;

/**
 * Posts to one of the addresses and to no other, whatever the name means by now; ends with the socket gone.
 * Redirects are answers like any other. The signal ends it as a timeout; rejects only where a header cannot be sent.
 */
export const exchange = (
  posted: Posted,
  addresses: CheckedAddresses,
  signal: AbortSignal,
  connect: Connect,
): Promise<Answered | Unanswered> =>
  new Promise((resolve) => {
    const { url, body } = posted;
    const isPlain = url.protocol === "http:";
    let stage: Stage = "connecting";
    let answer: Answered | undefined;
    const request = (isPlain ? requestPlain : requestSecure)({
      ...optionsOf(posted),
      signal,
      // In place of an agent: one that kept connections alive could lend them to another tenant's requests.
      createConnection: () => connect(connectionTo(url, addresses), isPlain ? "http" : "https"),
    });
    const end = (fault?: Error): void =>
      resolve(answer ?? { outcome: "failed", reason: signal.aborted ? "timeout" : reasonOf(stage, fault) });
    request.once("socket", (socket) => {
      socket.once("connect", () => {
        stage = isPlain ? "exchanging" : "securing";
      });
      socket.once("secureConnect", () => {
        stage = "exchanging";
      });
    });
    request.once("response", (response) => {
      answer = answerOf(response);
      drop(response);
    });
    // An error comes before the close; with an answer at hand only the close counts.
    request.on("error", (fault) => answer ?? end(fault));
    request.once("close", () => end());
    request.end(body);
  });

const optionsOf = ({ url, headers, body }: Posted): RequestOptions => ({
  method: "POST",
  protocol: url.protocol,
  host: hostOf(url),
  ...(url.port === "" ? {} : { port: url.port }),
  path: `${url.pathname}${url.search}`,
  headers: { ...headers, "user-agent": "botmeter", "content-length": Buffer.byteLength(body) },
});

const answerOf = ({ statusCode = 0, headers }: IncomingMessage): Answered => {
  const retryAfterMs = retryAfterMsOf(headers);
  return { outcome: "answered", status: statusCode, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
};

/** Lets a short body end, as receivers expect, and cuts off a long one. */
const drop = (response: IncomingMessage): void => {
  let bytes = 0;
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DROPPED_BYTES_MAX) response.destroy();
  });
  // The status has come, so a body that breaks off changes nothing.
  response.on("error", () => {});
};

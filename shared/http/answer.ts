import type { Asks } from "../application/asks.ts";
import { type Problem, problem } from "./problem.ts";

type Headers = Readonly<Record<string, string>>;

/** What a request is answered with: JSON (`json` undefined: no body), or a text of another media type. */
export type Answer = {
  readonly status: number;
  readonly headers?: Headers;
  /** What is left to the queues; no part of what is sent. */
  readonly asks?: Asks;
} & ({ readonly json?: unknown } | { readonly text: string; readonly contentType: string });

/** An answer as the wire carries it. */
export type EncodedAnswer = { readonly status: number; readonly headers: Headers; readonly body?: string };

const RETRY_AFTER_SECONDS = "1";

/** A success; 200 unless told otherwise. */
export const answer = (json: unknown, status = 200): Answer => ({ status, json });

/** A failure. A 401 says how to prove oneself, a 503 when to come back. */
export const problemAnswer = (problem: Problem): Answer => ({
  status: problem.status,
  json: problem,
  headers: {
    "content-type": "application/problem+json",
    ...(problem.status === 401 ? { "www-authenticate": "Bearer" } : {}),
    ...(problem.status === 503 ? { "retry-after": RETRY_AFTER_SECONDS } : {}),
  },
});

/** A failure of this code: see `problem`. */
export const refuse = (...of: Parameters<typeof problem>): Answer => problemAnswer(problem(...of));

/** The bytes' text and all headers. What is answered is one tenant's own, and true at this moment only. */
export const encodeAnswer = (answer: Answer): EncodedAnswer => {
  const { status } = answer;
  const headers = { "cache-control": "no-store", ...answer.headers };
  if ("text" in answer)
    return { status, headers: { "content-type": answer.contentType, ...headers }, body: answer.text };
  if (answer.json === undefined) return { status, headers };
  const body = JSON.stringify(answer.json);
  return { status, headers: { "content-type": "application/json", ...headers }, body };
};

import { type Problem, problem } from "./problem.ts";

/** What a request is answered with; `json` undefined: no body. */
export type Answer = {
  readonly status: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

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

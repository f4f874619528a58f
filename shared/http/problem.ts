/** Every failure that the API tells, by the last part of its `type`. Explained in `shared/docs/problems.md`. */
export const PROBLEMS = {
  "malformed-body": { status: 400, title: "Body is not well-formed JSON" },
  "body-too-deep": { status: 400, title: "Body is nested too deeply" },
  unauthorized: { status: 401, title: "Credential is missing, wrong or expired" },
  forbidden: { status: 403, title: "Credential lacks the role" },
  "not-found": { status: 404, title: "Not found" },
  "grant-differs": { status: 409, title: "Grant exists with other content" },
  "period-closed": { status: 409, title: "Period is closed" },
  "since-fixed": { status: 409, title: "First period cannot be moved so" },
  "source-kind-differs": { status: 409, title: "Source exists with another kind" },
  "endpoint-kind-differs": { status: 409, title: "Endpoint exists with another kind" },
  "too-many-endpoints": { status: 409, title: "Tenant has too many endpoints" },
  "no-secret": { status: 409, title: "No secret is made for it" },
  "body-too-large": { status: 413, title: "Body is too large" },
  "batch-too-large": { status: 413, title: "Batch has too many items" },
  "unsupported-media-type": { status: 415, title: "Media type is not supported" },
  "invalid-request": { status: 422, title: "Request is not valid" },
  "at-required": { status: 422, title: "Time is required" },
  "timestamp-in-future": { status: 422, title: "Time is too far ahead" },
  "timestamp-too-old": { status: 422, title: "Time is too long ago" },
  "internal-error": { status: 500, title: "Internal error" },
  "storage-unavailable": { status: 503, title: "Storage is unavailable" },
  "proof-unavailable": { status: 503, title: "Sender cannot be checked now" },
  "conversation-id-key-changed": { status: 503, title: "Conversation id key is another one" },
} as const satisfies Record<string, { status: number; title: string }>;
export type ProblemCode = keyof typeof PROBLEMS;

/** A problem as RFC 9457 has it. `type` is stable; clients branch on it. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly [fact: string]: unknown;
};

/** A problem of this code. `detail` never holds another's ids, a stack or message text. */
export const problem = (
  code: ProblemCode,
  detail: string,
  facts: Readonly<Record<string, unknown>> = {},
): Problem => ({
  ...facts,
  type: `/problems/${code}`,
  ...PROBLEMS[code],
  detail,
});

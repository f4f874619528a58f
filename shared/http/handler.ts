import type * as z from "zod";
import type { Caller } from "../application/audit.ts";
import { ConversationIdKeyChanged } from "../application/conversation-keys.ts";
import { withinDeadline } from "../application/deadline.ts";
import { ProofUnavailable } from "../application/incoming.ts";
import { inputFaultsOf } from "../application/input-faults.ts";
import { StoreUnavailable, type Timers } from "../application/ports.ts";
import { ok, type Result, refused } from "../domain/result.ts";
import { type Answer, problemAnswer } from "./answer.ts";
import type { Authorize } from "./authorize.ts";
import { jsonBody } from "./json-body.ts";
import { type Problem, problem } from "./problem.ts";
import type { ReceivedRequest } from "./received-request.ts";
import type { Checked, Route } from "./route.ts";

/** A route bound to what serves it. `log` hears of every fault. */
export type Handler = {
  readonly name: string;
  readonly method: "GET" | "PUT" | "POST" | "DELETE" | "OPTIONS";
  readonly path: string;
  readonly serve: (request: ReceivedRequest, log: (fault: unknown) => void) => Promise<Answer>;
};

/** What every request passes. */
export type Gate = { readonly authorize: Authorize; readonly timers: Timers };

/** A sender has its answer within 5 s of its call, whatever the storage does. */
export const ANSWER_MS_MAX = 4_800;

/** Ties a route to its handler: who asks is checked first, then what, and every fault becomes a problem. */
export const handlerOf = <Params, Query, Body>(
  route: Route<Params, Query, Body>,
  gate: Gate,
  handle: (request: Checked<Params, Query, Body>) => Promise<Answer>,
): Handler => ({
  name: route.name,
  method: route.method,
  path: route.path,
  serve: answering((request) => serve(route, gate, handle, request)),
});

/** Makes every fault a problem, after it was logged. */
export const answering =
  (serve: (request: ReceivedRequest) => Promise<Answer>): Handler["serve"] =>
  async (request, log) => {
    try {
      return await serve(request);
    } catch (fault) {
      log(fault);
      return problemAnswer(problemOf(fault));
    }
  };

const serve = async <Params, Query, Body>(
  route: Route<Params, Query, Body>,
  { authorize, timers }: Gate,
  handle: (request: Checked<Params, Query, Body>) => Promise<Answer>,
  request: ReceivedRequest,
): Promise<Answer> => {
  const began = timers.monotonicMs();
  const caller = await withinDeadline(timers, ANSWER_MS_MAX, () => authorize(request, route.credential));
  if (!caller.ok) return problemAnswer(caller.refusal);
  // The time that the body takes is the sender's own.
  const leftMs = ANSWER_MS_MAX - (timers.monotonicMs() - began);
  const checked = await check(route, request, caller.value);
  if (!checked.ok) return problemAnswer(checked.refusal);
  return await withinDeadline(timers, leftMs, () => handle(checked.value));
};

const check = async <Params, Query, Body>(
  route: Route<Params, Query, Body>,
  request: ReceivedRequest,
  caller: Caller,
): Promise<Result<Checked<Params, Query, Body>, Problem>> => {
  const params = valid(route.params, request.params);
  if (!params.ok) return params;
  const names = [...request.query].map(([name]) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) return refused(invalidRequest([{ path: repeated, message: "is given twice" }]));
  const query = valid(route.query, Object.fromEntries(request.query));
  if (!query.ok) return query;
  const { limits, schema } = route.body;
  const json = limits ? await jsonBody(request, limits) : ok({ value: undefined, mediaType: "" });
  if (!json.ok) return json;
  const body = valid(schema, json.value.value);
  if (!body.ok) return body;
  const { mediaType } = json.value;
  const accept = request.headers.get("accept") ?? "";
  return ok({ caller, params: params.value, query: query.value, body: body.value, mediaType, accept });
};

const valid = <Value>(schema: z.ZodType<Value>, input: unknown): Result<Value, Problem> => {
  const parsed = schema.safeParse(input);
  return parsed.success ? ok(parsed.data) : refused(invalidRequest(inputFaultsOf(parsed.error)));
};

/** The problem of an input that is not of its shape; `errors` names each field. */
export const invalidRequest = (
  errors: readonly { readonly path: string; readonly message: string }[],
): Problem => problem("invalid-request", "See errors.", { errors });

const problemOf = (fault: unknown): Problem => {
  if (fault instanceof StoreUnavailable)
    return problem("storage-unavailable", "Nothing is known to be lost. Send the same again.");
  if (fault instanceof ProofUnavailable)
    return problem(
      "proof-unavailable",
      "What the sender is proved by cannot be had now. Send the same again.",
    );
  if (fault instanceof ConversationIdKeyChanged)
    return problem(
      "conversation-id-key-changed",
      `${fault.message} Nothing is recorded until it is put right.`,
    );
  return problem("internal-error", "The fault was logged.");
};

import { withinDeadline } from "../application/deadline.ts";
import type { Incoming } from "../application/incoming.ts";
import { ok, type Result, refused } from "../domain/result.ts";
import { type Answer, problemAnswer } from "./answer.ts";
import { unauthorized } from "./authorize.ts";
import { ANSWER_MS_MAX, answering, type Gate, type Handler } from "./handler.ts";
import { mediaTypeOf, parseJson, wholeBody } from "./json-body.ts";
import { type Problem, problem } from "./problem.ts";
import type { ReceivedRequest } from "./received-request.ts";
import type { SentToSource, SourceRoute } from "./route.ts";

const FORM = "application/x-www-form-urlencoded";

/**
 * Ties a route of sources to its handler. Other than elsewhere the body comes first, within its limit, since it is
 * what most senders prove themselves by; nothing of it is parsed before `handle` asks for it.
 */
export const sourceHandlerOf = <Params>(
  route: SourceRoute<Params>,
  { authorize, timers }: Gate,
  handle: (sent: SentToSource<Params>) => Promise<Answer>,
): Handler => ({
  name: route.name,
  method: route.method,
  path: route.path,
  serve: answering(async (request) => {
    // The time that the body takes is the sender's own.
    const bytes = await wholeBody(request, route.bytesMax);
    if (!bytes.ok) return problemAnswer(bytes.refusal);
    return await withinDeadline(timers, ANSWER_MS_MAX, async () => {
      const caller = await authorize(request, route.credential);
      if (!caller.ok) return problemAnswer(caller.refusal);
      const params = route.params.safeParse(request.params);
      // An id that is none is a source that is not there.
      if (!params.success) return problemAnswer(unauthorized());
      const incoming = incomingOf(route, request, bytes.value);
      return await handle({ params: params.data, incoming, isTrusted: caller.value.kind !== "anyone" });
    });
  }),
});

const incomingOf = <Params>(
  { method, depthMax }: SourceRoute<Params>,
  request: ReceivedRequest,
  bytes: Uint8Array,
): Incoming<Problem> => ({
  method,
  bytes,
  header: (name) => request.headers.get(name) ?? undefined,
  query: new Map(request.query),
  payloadAs: (mediaTypes) => {
    const mediaType = mediaTypeOf(request, mediaTypes);
    if (!mediaType.ok) return mediaType;
    return mediaType.value === FORM ? parseForm(bytes) : parseJson(bytes, depthMax);
  },
});

/** The fields of a form, of which a repeated one has its last value. */
const parseForm = (bytes: Uint8Array): Result<unknown, Problem> => {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return ok(Object.fromEntries(new URLSearchParams(text)));
  } catch {
    return refused(problem("malformed-body", "The body is no form in UTF-8."));
  }
};

import { problemAnswer } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Handler, handlerOf } from "../shared/http/handler.ts";
import { readInvocations } from "../shared/http/invocation-body.ts";
import { resultAnswer, resultsAnswer } from "../shared/http/record-json.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** Records one invocation or a batch. A bad item of a batch does not sink the others. */
export const recordInvocation = (app: App): Handler =>
  handlerOf(ROUTES.recordInvocation, app, async ({ params, body, mediaType }) => {
    const read = readInvocations(body, mediaType);
    if (!read.ok) return problemAnswer(read.refusal);
    const { isBatch, readings } = read.value;
    const recorded = await app.recordInvocations(params.tenantId, readings);
    if (recorded === undefined) return problemAnswer(noSuchTenant());
    const { outcomes, checks } = recorded;
    const [only] = outcomes;
    const answer = isBatch || only === undefined ? resultsAnswer(outcomes) : resultAnswer(only);
    return { ...answer, asks: { checks } };
  });

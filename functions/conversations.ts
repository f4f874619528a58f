import {
  type Explanation,
  explainConversation,
  lookUpConversation,
} from "../shared/application/explain-conversation.ts";
import { toIso } from "../shared/domain/period.ts";
import type { Row } from "../shared/domain/row.ts";
import { answer, problemAnswer } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Endpoint, endpoint } from "../shared/http/endpoint.ts";
import { problem } from "../shared/http/problem.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** Explains a conversation by its key. */
export const getConversation = (app: App): Endpoint =>
  endpoint(ROUTES.getConversation, app, async ({ params: { tenantId, conversationKey } }) => {
    const explanation = await explainConversation(app, tenantId, conversationKey);
    return explanation
      ? answer(toJson(explanation))
      : problemAnswer(problem("not-found", "Nothing is kept of such a conversation."));
  });

/** Explains a conversation by its raw id, which comes in a body because hosts log paths. */
export const lookUpConversationByIds = (app: App): Endpoint =>
  endpoint(ROUTES.lookUpConversation, app, async ({ params: { tenantId }, body }) => {
    const { channel, conversationId, period } = body;
    const found = await lookUpConversation(app, tenantId, channel, conversationId, period);
    return found ? answer({ items: found.map(toJson) }) : problemAnswer(noSuchTenant());
  });

const toJson = ({ conversationKey, counted, excluded }: Explanation): unknown => ({
  conversationKey,
  ...(counted ? { counted: { ...common(counted), bots: counted.bots, escalated: counted.escalated } } : {}),
  ...(excluded
    ? { excluded: { reason: excluded.reason, evidence: excluded.evidence, ...common(excluded) } }
    : {}),
});

const common = ({ period, at, channel, bot, phase, late, pack }: Row): Readonly<Record<string, unknown>> => ({
  period,
  at: toIso(at),
  channel,
  bot,
  phase,
  late,
  pack,
});

import type { Explanation } from "../shared/application/explain-conversation.ts";
import { toIso } from "../shared/domain/period.ts";
import type { Row } from "../shared/domain/row.ts";
import { answer, problemAnswer, refuse } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Handler, handlerOf } from "../shared/http/handler.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** Explains a conversation by its key. */
export const getConversation = (app: App): Handler =>
  handlerOf(ROUTES.getConversation, app, async ({ params: { tenantId, conversationKey } }) => {
    const explanation = await app.explainConversation(tenantId, conversationKey);
    return explanation
      ? answer(toJson(explanation))
      : refuse("not-found", "Nothing is kept of such a conversation.");
  });

/** Explains a conversation by its raw id, which comes in a body because hosts log paths. */
export const lookUpConversation = (app: App): Handler =>
  handlerOf(ROUTES.lookUpConversation, app, async ({ params: { tenantId }, body }) => {
    const { channel, conversationId, period } = body;
    const found = await app.lookUpConversation(tenantId, channel, conversationId, period);
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

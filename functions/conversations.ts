import type { Explanation } from "../shared/application/explain-conversation.ts";
import { toIso } from "../shared/domain/period.ts";
import type { Row } from "../shared/domain/row.ts";
import { type Answer, answer, problemAnswer, refuse } from "../shared/http/answer.ts";
import { noSuchTenant } from "../shared/http/authorize.ts";
import { type Handler, handlerOf } from "../shared/http/handler.ts";
import { ROUTES } from "../shared/http/routes.ts";
import type { App } from "./app.ts";

/** Explains a conversation by its key. */
export const getConversation = (app: App): Handler =>
  handlerOf(ROUTES.getConversation, app, async ({ params: { tenantId, conversationKey } }) => {
    const explanation = await app.explainConversation(tenantId, conversationKey);
    return explanation ? answer(toJson(explanation)) : nothingKept();
  });

/** Erases the time of day, phase and evidence of a conversation; its totals stand: 204, also where that was done before. */
export const eraseConversation = (app: App): Handler =>
  handlerOf(ROUTES.eraseConversation, app, async ({ caller, params: { tenantId, conversationKey } }) =>
    (await app.eraseConversation(tenantId, conversationKey, caller)) ? { status: 204 } : nothingKept(),
  );

/** Explains a conversation by its raw id, which comes in a body because hosts log paths. */
export const lookUpConversation = (app: App): Handler =>
  handlerOf(ROUTES.lookUpConversation, app, async ({ params: { tenantId }, body }) => {
    const { channel, conversationId, period } = body;
    const found = await app.lookUpConversation(tenantId, channel, conversationId, period);
    return found ? answer({ items: found.map(toJson) }) : problemAnswer(noSuchTenant());
  });

const nothingKept = (): Answer => refuse("not-found", "Nothing is kept of such a conversation.");

const toJson = ({ conversationKey, counted, excluded }: Explanation): unknown => ({
  conversationKey,
  ...(counted ? { counted: { ...common(counted), bots: counted.bots, escalated: counted.escalated } } : {}),
  ...(excluded
    ? { excluded: { reason: excluded.reason, evidence: excluded.evidence, ...common(excluded) } }
    : {}),
});

const common = (row: Row): Readonly<Record<string, unknown>> => ({
  period: row.period,
  at: toIso(row.at),
  channel: row.channel,
  bot: row.bot,
  phase: row.phase,
  late: row.late,
  pack: row.pack,
  erased: row.isErased,
});

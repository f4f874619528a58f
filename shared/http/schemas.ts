import * as z from "zod";
import { KEY_ROLES } from "../application/api-keys.ts";
import { parseRef } from "../application/event-ref.ts";
import { channelText, conversationIdText, instantText } from "../application/input-texts.ts";
import { textOf } from "../application/rows/row-schema.ts";
import { conversationKey } from "../domain/conversation.ts";
import { EVENT_TYPES } from "../domain/event.ts";
import { GRANT_KINDS } from "../domain/grant.ts";
import { endpointId, grantId, sourceId, tenantId } from "../domain/ids.ts";
import { parsePeriod } from "../domain/period.ts";

const SLUG_HINT = "must be 1-63 of a-z, 0-9 and -, not beginning with -";
const tenant = textOf(tenantId, SLUG_HINT);
const period = textOf(parsePeriod, "must be a month YYYY-MM");

const name = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), "must be well-formed without controls");

export const NO_QUERY = z.object({});
export const PERIOD_QUERY = z.strictObject({ period: period.optional() });
export const USAGE_QUERY = z.strictObject({
  period: period.optional(),
  by: z.enum(["day", "channel", "bot"]),
});
export const PAGE_QUERY = z.strictObject({ after: z.string().max(63).default("") });

export const STATEMENT_QUERY = z.strictObject({ format: z.enum(["json", "csv", "html"]).optional() });

export const NO_PARAMS = z.object({});
export const TENANT_PARAMS = z.object({ tenantId: tenant });
export const GRANT_PARAMS = z.object({ tenantId: tenant, grantId: textOf(grantId, SLUG_HINT) });
export const SOURCE_PARAMS = z.object({ tenantId: tenant, sourceId: textOf(sourceId, SLUG_HINT) });
export const KEY_PARAMS = z.object({ tenantId: tenant, keyId: z.string().max(64) });
export const ENDPOINT_PARAMS = z.object({ tenantId: tenant, endpointId: textOf(endpointId, SLUG_HINT) });
export const PERIOD_PARAMS = z.object({ tenantId: tenant, period });
export const CONVERSATION_PARAMS = z.object({
  tenantId: tenant,
  conversationKey: textOf(conversationKey, "must be 32 characters of base64url"),
});

const percentage = z.int().min(1).max(1000);
export const TENANT_BODY = z.strictObject({
  name,
  since: period.optional(),
  thresholds: z
    .strictObject({ warning: percentage, exhausted: percentage })
    .refine(({ warning, exhausted }) => warning <= exhausted, "warning must not exceed exhausted")
    .optional(),
});
export const KEY_BODY = z.strictObject({ role: z.enum(KEY_ROLES), name, expiresAt: instantText.optional() });
export const GRANT_BODY = z
  .strictObject({
    kind: z.enum(GRANT_KINDS),
    quantity: z.int().min(1).max(1_000_000),
    from: period,
    until: period.optional(),
  })
  .refine(({ from, until }) => until === undefined || from <= until, {
    path: ["until"],
    message: "must not be before from",
  });
export const SOURCE_BODY = z.strictObject({
  kind: z.string().max(64),
  settings: z.unknown().optional(),
  secret: z.string().max(1024).exactOptional(),
  disabled: z.boolean().default(false),
});
const events = z.array(z.enum(EVENT_TYPES)).min(1).max(EVENT_TYPES.length).exactOptional();
export const ENDPOINT_BODY = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["webhook", "teams", "slack"]), url: z.string().max(2048), events }),
  z.strictObject({ kind: z.literal("email"), to: z.array(z.email().max(254)).min(1).max(20), events }),
]);
export const REPLAY_BODY = z
  .strictObject({ from: instantText, to: instantText })
  .refine(({ from, to }) => from < to, { path: ["to"], message: "must be after from" });
export const DELIVERIES_QUERY = z.strictObject({
  after: textOf(parseRef, "must be what `next` said").exactOptional(),
});
export const LOOKUP_BODY = z.strictObject({
  channel: channelText,
  conversationId: conversationIdText,
  period: period.optional(),
});

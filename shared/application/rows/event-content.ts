import * as z from "zod";
import { endpointId, sourceId, tenantId } from "../../domain/ids.ts";
import { parseDay, parsePeriod } from "../../domain/period.ts";
import { SHORTFALL_ALERTS } from "../../domain/shortfall.ts";
import { jsonCell, textOf } from "./row-schema.ts";

const tenant = { tenantId: textOf(tenantId) };
const month = { ...tenant, period: textOf(parsePeriod) };
const pool = { ...month, granted: z.int(), used: z.int(), remaining: z.int(), overage: z.int() };
const outlook = {
  forecast: z.object({ p50: z.int(), p90: z.int(), exhaustedOn: textOf(parseDay).exactOptional() }),
  addOnsToBuy: z.object({ p50: z.int(), p90: z.int() }),
  steps: z.array(z.string()),
  link: z.string(),
};
const closed = {
  ...month,
  granted: z.int(),
  used: z.int(),
  unused: z.int(),
  overage: z.int(),
  hash: z.string(),
};

const of = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.object({ type: z.literal(type), data: z.object(shape) });

/** A cell that holds what an event tells, as JSON. */
export const contentCell = jsonCell(
  z.discriminatedUnion("type", [
    of("pool.warning", { ...pool, ...outlook }),
    of("pool.exhausted", { ...pool, ...outlook }),
    of("pool.forecast", { ...pool, ...outlook }),
    of("pool.recovered", { ...pool, alert: z.enum(SHORTFALL_ALERTS) }),
    of("period.closed", closed),
    of("period.late-session", { ...month, lateSessions: z.int() }),
    of("lint.auth-card", { ...month, bot: z.string() }),
    of("source.silent", { ...tenant, sourceId: textOf(sourceId), lastSeenAt: z.string() }),
    of("endpoint.disabled", {
      ...tenant,
      endpointId: textOf(endpointId),
      reason: z.enum(["gone", "failing"]),
    }),
    of("ping", { ...tenant, endpointId: textOf(endpointId) }),
  ]),
);

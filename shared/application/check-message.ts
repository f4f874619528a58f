import * as z from "zod";
import { type TenantId, tenantId } from "../domain/ids.ts";
import { parsePeriod, periodOf } from "../domain/period.ts";
import type { Clock } from "./ports.ts";
import { textOf } from "./rows/row-schema.ts";

const CAUSES = ["counted", "late", "grant", "thresholds", "endpoint-disabled"] as const;

/** What queue `shortfall-checks` carries: whose pool of which month is to be evaluated, and why, for the log. */
export const checkMessage = z.strictObject({
  tenant: textOf(tenantId),
  period: textOf(parsePeriod),
  cause: z.enum(CAUSES),
  /** Of the invocation that asks (W3C Trace Context), so that its trace goes on in the evaluation's log. */
  traceparent: z.string().max(55).optional().catch(undefined),
});
export type CheckMessage = z.infer<typeof checkMessage>;

/** The message that asks for the pool of this moment's month. */
export const createCheckOfNow =
  (clock: Clock) =>
  async (tenant: TenantId, cause: CheckMessage["cause"]): Promise<CheckMessage> => ({
    tenant,
    period: periodOf(await clock.now()),
    cause,
  });

import type { Alert } from "../../domain/alert.ts";
import { toIso } from "../../domain/period.ts";
import type { Cells } from "../ports.ts";

/** Where a month's alert is kept in the tenant's partition. */
export const alertKey = ({ period, name }: Pick<Alert, "period" | "name">): string => `a|${period}|${name}`;

/** The cells of an alert. */
export const alertToCells = ({ state, generation, pool, at, isSent, content }: Alert): Cells => ({
  state,
  generation,
  pool,
  at: toIso(at),
  sent: isSent,
  content: JSON.stringify(content),
});

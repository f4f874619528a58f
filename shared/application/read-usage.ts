import { type Breakdown, breakdownOf } from "../domain/figures.ts";
import type { TenantId } from "../domain/ids.ts";
import { type Period, periodOf } from "../domain/period.ts";
import type { Heads } from "./heads.ts";
import type { Ports } from "./ports.ts";
import { readFigures } from "./read-figures.ts";

/** A period's sessions by name, the names sorted. */
export type Usage = { readonly period: Period; readonly items: readonly (readonly [string, number])[] };

/** Undefined: no such tenant. Without a period, the current one. */
export type ReadUsage = (
  tenant: TenantId,
  by: Exclude<Breakdown, "excluded">,
  asked?: Period,
) => Promise<Usage | undefined>;

/** Reads a period's sessions by day, channel or bot. A session with two bots is in the figure of each. */
export const createReadUsage =
  ({ store, heads, clock }: Pick<Ports, "store" | "clock"> & { readonly heads: Heads }): ReadUsage =>
  async (tenant, by, asked) => {
    const period = asked ?? periodOf(await clock.now());
    const [found, { figures }] = await Promise.all([heads.get(tenant), readFigures(store, tenant, period)]);
    return found && { period, items: breakdownOf(figures, by) };
  };

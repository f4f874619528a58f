import type { Alert } from "../domain/alert.ts";
import type { TenantId } from "../domain/ids.ts";
import type { Period } from "../domain/period.ts";
import type { Heads } from "./heads.ts";
import type { TableStore } from "./ports.ts";
import { listAlerts } from "./rows/alert-row.ts";

/** A tenant's alerts of a month, or of all; undefined: no such tenant. */
export type ReadAlerts = (tenant: TenantId, period?: Period) => Promise<readonly Alert[] | undefined>;

export const createReadAlerts =
  ({ store, heads }: { readonly store: TableStore; readonly heads: Heads }): ReadAlerts =>
  async (tenant, period) => {
    const [found, alerts] = await Promise.all([heads.get(tenant), listAlerts(store, tenant, period)]);
    return found && alerts;
  };

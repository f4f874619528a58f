import type { Forecast } from "../domain/forecast.ts";
import type { TenantId } from "../domain/ids.ts";
import type { Period } from "../domain/period.ts";
import { outlookOf, type PoolOutlook } from "./outlook.ts";
import type { ReadBalance } from "./read-balance.ts";

/** The outlook of the current month. */
export type PoolForecast = Forecast &
  Omit<PoolOutlook, "forecast"> & { readonly period: Period; readonly granted: number };

/** Undefined: no such tenant. */
export type ReadForecast = (tenant: TenantId) => Promise<PoolForecast | undefined>;

export const createReadForecast =
  (ports: { readonly readBalance: ReadBalance; readonly purchaseUrl: string }): ReadForecast =>
  async (tenant) => {
    const balance = await ports.readBalance(tenant);
    if (balance === undefined) return undefined;
    const { period, granted } = balance;
    const { forecast, ...outlook } = outlookOf(balance, ports.purchaseUrl);
    return { period, ...forecast, granted, ...outlook };
  };

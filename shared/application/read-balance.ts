import { type Balance, balanceOf, type Thresholds } from "../domain/balance.ts";
import { alarmingOf, type Forecast, forecastOf } from "../domain/forecast.ts";
import type { TenantId } from "../domain/ids.ts";
import { type Day, dayOf, type Instant, type Period, periodOf, startOf } from "../domain/period.ts";
import { poolOf } from "../domain/pool.ts";
import { RULE_PACK } from "../domain/rule-pack.ts";
import { type DayHistory, type Days, daysOf } from "./day-history.ts";
import type { Grants } from "./grants.ts";
import type { Heads } from "./heads.ts";
import type { Ports } from "./ports.ts";
import { readFigures } from "./read-figures.ts";
import type { Head } from "./rows/head.ts";

/** The balance of a month, with the sessions reported after its close beside it. */
export type PeriodBalance = Balance & {
  readonly period: Period;
  readonly lateSessions: number;
  readonly isClosed: boolean;
  /** Whether a licence is in force this month, without which add-ons give nothing. */
  readonly isLicensed: boolean;
  /** Add-ons that give nothing, for want of one. */
  readonly addOnsWithoutLicence: number;
  /** Of the current month alone. */
  readonly forecast?: Forecast;
  /** What the state was decided by, beside the figures: `expected` sessions, from the 4th day on. */
  readonly decidedBy: { readonly thresholds: Thresholds; readonly expected: number | undefined };
  readonly asOf: Instant;
};

/** Undefined: no such tenant. Without a period, the current one. */
export type ReadBalance = (tenant: TenantId, asked?: Period) => Promise<PeriodBalance | undefined>;

type BalancePorts = Pick<Ports, "store" | "clock"> & {
  readonly heads: Heads;
  readonly grants: Grants;
  readonly dayHistory: DayHistory;
};

/** Reads balances: one query of lanes and one read of the head, and the grants when they have changed. */
export const createReadBalance =
  (ports: BalancePorts): ReadBalance =>
  async (tenant, asked) => {
    const { store, heads, grants, clock, dayHistory } = ports;
    const now = await clock.now();
    const period = asked ?? periodOf(now);
    const [found, read, before] = await Promise.all([
      heads.read(tenant),
      readFigures(store, tenant, period),
      period === periodOf(now) ? dayHistory(tenant, period) : undefined,
    ]);
    if (found === undefined) return undefined;
    const { granted, isLicensed, addOnsWithoutLicence } = poolOf(
      await grants.at(tenant, found),
      period,
      RULE_PACK,
    );
    const { thresholds, lastClosed } = found.head;
    const days = new Map([...(before ?? []), ...daysOf(read.figures)]);
    const forecast = before && forecastOf({ period, now, since: firstDay(found.head, days), days, granted });
    const expected = forecast && alarmingOf(forecast, now);
    return {
      ...balanceOf(granted, read.figures.get("sessions") ?? 0, thresholds, expected),
      period,
      lateSessions: read.lateFigures.get("sessions") ?? 0,
      isClosed: lastClosed !== undefined && period <= lastClosed,
      isLicensed,
      addOnsWithoutLicence,
      ...(forecast && { forecast }),
      decidedBy: { thresholds, expected },
      asOf: now,
    };
  };

/** The first day that was metered: that of its making, or the first with sessions where its past was imported. */
const firstDay = ({ since, sinceSetAt }: Head, days: Days): Day => {
  const earliest = dayOf(startOf(since));
  const metered = [dayOf(sinceSetAt), ...days.keys()].filter((day) => day >= earliest);
  return metered.sort()[0] ?? earliest;
};

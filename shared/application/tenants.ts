import * as z from "zod";
import { DEFAULT_THRESHOLDS, type Thresholds } from "../domain/balance.ts";
import { type TenantId, tenantId } from "../domain/ids.ts";
import { type Instant, type Period, periodOf, plusMonths } from "../domain/period.ts";
import { ok, type Result, refused } from "../domain/result.ts";
import { HEAD_KEY, type Head, headToCells, newHead } from "./head.ts";
import type { Heads } from "./heads.ts";
import type { Clock, Op, Randomness, TableStore, Timers } from "./ports.ts";
import { type Try, untilSettled } from "./settle.ts";

/** A tenant as it is put; without `since`, its first period is the month in which it is made. */
export type TenantSettings = {
  readonly name: string;
  readonly since?: Period;
  readonly thresholds?: Thresholds;
};
export type Tenant = {
  readonly tenantId: TenantId;
  readonly name: string;
  readonly since: Period;
  readonly thresholds: Thresholds;
};

/**
 * `since-fixed`: it can move back only, and only while no period is closed: months once metered stay metered.
 * `since-out-of-range`: nothing could be recorded in that month now.
 */
export type TenantFault =
  | { readonly code: "since-fixed"; readonly since: Period }
  | { readonly code: "since-out-of-range"; readonly earliest: Period; readonly latest: Period };
export type PutOutcome = "created" | "changed" | "same";

export type Tenants = {
  readonly put: (tenant: TenantId, settings: TenantSettings) => Promise<Result<PutOutcome, TenantFault>>;
  readonly get: (tenant: TenantId) => Promise<Tenant | undefined>;
  /** Up to `limit` tenants after this one, in the order of their ids. */
  readonly list: (after: string, limit: number) => Promise<readonly { tenantId: TenantId; name: string }[]>;
};

const LIST = "tenants";
const nameSchema = z.object({ name: z.string() });

type Ports = {
  readonly store: TableStore;
  readonly heads: Heads;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomness: Randomness;
  readonly retentionMonths: number;
};

/** Tenants, each a head in its own partition and a row in the list of all. */
export const createTenants = (ports: Ports): Tenants => {
  const { store, heads } = ports;
  const nameOf = async (tenant: TenantId): Promise<string | undefined> => {
    const row = await store.get("Tenants", LIST, tenant);
    return row && nameSchema.parse(row.cells).name;
  };
  return {
    put: async (tenant, settings) => {
      const head = await untilSettled(ports, () => tryHead(ports, tenant, settings));
      // Dying here leaves a tenant that works and is not listed yet; putting it again lists it.
      if (!head.ok) return head;
      const listed = await untilSettled(ports, () => tryListing(store, tenant, settings.name));
      return ok(head.value === "same" && listed === "changed" ? "changed" : head.value);
    },
    get: async (tenant) => {
      const [found, name] = await Promise.all([heads.read(tenant), nameOf(tenant)]);
      if (found === undefined) return undefined;
      const { since, thresholds } = found.head;
      return { tenantId: tenant, name: name ?? tenant, since, thresholds };
    },
    list: async (after, limit) => {
      // A space sorts before every character of an id, so nothing lies between `after` and this.
      const rows = await store.query("Tenants", LIST, `${after} `, "~", limit);
      return rows.flatMap(({ rowKey, cells }) => {
        const id = tenantId(rowKey);
        return id === undefined ? [] : [{ tenantId: id, name: nameSchema.parse(cells).name }];
      });
    },
  };
};

type HeadPut = Result<PutOutcome, TenantFault>;

const tryHead = async (ports: Ports, tenant: TenantId, settings: TenantSettings): Promise<Try<HeadPut>> => {
  const { store, heads, clock } = ports;
  const [found, now] = await Promise.all([heads.read(tenant), clock.now()]);
  const latest = periodOf(now);
  const earliest = plusMonths(latest, 1 - ports.retentionMonths);
  const { since = found?.head.since ?? latest } = settings;
  if (since !== found?.head.since && (since < earliest || since > latest))
    return { settled: refused({ code: "since-out-of-range", earliest, latest }) };
  if (found === undefined) {
    const head = newHead(since, now, settings.thresholds);
    const create: Op = { op: "create", rowKey: HEAD_KEY, cells: headToCells(head) };
    return { outcome: await store.transact("Sessions", tenant, [create]), value: ok("created") };
  }
  const next = headAfter(found.head, settings, now);
  if (!next.ok) return { settled: next };
  if (next.value === found.head) return { settled: ok("same") };
  return { outcome: await heads.change(tenant, found, next.value), value: ok("changed") };
};

const headAfter = (head: Head, settings: TenantSettings, now: Instant): Result<Head, TenantFault> => {
  const { since = head.since, thresholds = DEFAULT_THRESHOLDS } = settings;
  if (since > head.since || (since < head.since && head.lastClosed !== undefined))
    return refused({ code: "since-fixed", since: head.since });
  const isSame =
    since === head.since &&
    thresholds.warning === head.thresholds.warning &&
    thresholds.exhausted === head.thresholds.exhausted;
  if (isSame) return ok(head);
  return ok({ ...head, thresholds, since, sinceSetAt: since === head.since ? head.sinceSetAt : now });
};

const tryListing = async (store: TableStore, tenant: TenantId, name: string): Promise<Try<PutOutcome>> => {
  const row = await store.get("Tenants", LIST, tenant);
  if (row?.cells["name"] === name) return { settled: "same" };
  const cells = { name };
  const op: Op = row
    ? { op: "update", rowKey: tenant, cells, etag: row.etag }
    : { op: "create", rowKey: tenant, cells };
  return { outcome: await store.transact("Tenants", LIST, [op]), value: "changed" };
};

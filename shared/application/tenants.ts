import * as z from "zod";
import type { Thresholds } from "../domain/balance.ts";
import { type TenantId, tenantId } from "../domain/ids.ts";
import type { Instant, Period } from "../domain/period.ts";
import type { Put } from "../domain/put.ts";
import { ok, type Result } from "../domain/result.ts";
import { putSince, type SinceRefusal } from "../domain/since.ts";
import type { Heads } from "./heads.ts";
import type { Ports, WritePorts } from "./ports.ts";
import { HEAD_KEY, type Head, headToCells, newHead } from "./rows/head.ts";
import { type Try, untilSettled } from "./rows/settle.ts";
import { ensureRow, putOp } from "./rows/single-row.ts";

/**
 * A tenant as it is put. What is left out stays as it is; of a new tenant, `since` is then the month in which
 * it is made, and the thresholds are 80 and 100 %.
 */
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

export type Tenants = {
  readonly put: (tenant: TenantId, settings: TenantSettings) => Promise<Result<Put, SinceRefusal>>;
  readonly get: (tenant: TenantId) => Promise<Tenant | undefined>;
  /** Up to `limit` tenants after this one, in the order of their ids. */
  readonly list: (after: string, limit: number) => Promise<readonly { tenantId: TenantId; name: string }[]>;
};

const LIST = "tenants";
const nameSchema = z.object({ name: z.string() });

type TenantPorts = Ports & { readonly heads: Heads; readonly retentionMonths: number };

/** Tenants, each a head in its own partition and a row in the list of all. */
export const createTenants = (ports: TenantPorts): Tenants => {
  const { store, heads } = ports;
  const nameOf = async (tenant: TenantId): Promise<string | undefined> => {
    const row = await store.get("Tenants", LIST, tenant);
    return row && nameSchema.parse(row.cells).name;
  };
  return {
    put: async (tenant, settings) => {
      const head = await untilSettled(ports, () => tryHead(ports, tenant, settings));
      if (!head.ok) return head;
      const listed = await putListing(ports, tenant, settings.name);
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
        // A row that is damaged must not keep all others from being closed.
        return id === undefined ? [] : [{ tenantId: id, name: nameSchema.safeParse(cells).data?.name ?? id }];
      });
    },
  };
};

type HeadPut = Result<Put, SinceRefusal>;

const tryHead = async (
  ports: TenantPorts,
  tenant: TenantId,
  settings: TenantSettings,
): Promise<Try<HeadPut>> => {
  const { store, heads, clock, retentionMonths } = ports;
  const [found, now] = await Promise.all([heads.read(tenant), clock.now()]);
  const since = putSince(found?.head, settings.since, now, retentionMonths);
  if (!since.ok) return { settled: since };
  if (found === undefined) {
    // Dying after this leaves a tenant that is listed and not there; the other way round it would never be closed.
    await ensureRow(ports, { table: "Tenants", partition: LIST, rowKey: tenant }, { name: settings.name });
    const head = newHead(since.value, now, settings.thresholds);
    const create = putOp(HEAD_KEY, headToCells(head), undefined);
    return { outcome: await store.transact("Sessions", tenant, [create]), value: ok("created") };
  }
  const next = headAfter(found.head, since.value, settings.thresholds ?? found.head.thresholds, now);
  if (next === found.head) return { settled: ok("same") };
  return { outcome: await heads.change(tenant, found, next), value: ok("changed") };
};

const headAfter = (head: Head, since: Period, thresholds: Thresholds, now: Instant): Head => {
  const { warning, exhausted } = head.thresholds;
  const hasSameThresholds = thresholds.warning === warning && thresholds.exhausted === exhausted;
  if (since === head.since) return hasSameThresholds ? head : { ...head, thresholds };
  return { ...head, thresholds, since, sinceSetAt: now };
};

const putListing = (ports: WritePorts, tenant: TenantId, name: string): Promise<Put> =>
  untilSettled(ports, async (): Promise<Try<Put>> => {
    const row = await ports.store.get("Tenants", LIST, tenant);
    if (row?.cells["name"] === name) return { settled: "same" };
    const put = putOp(tenant, { name }, row?.etag);
    return { outcome: await ports.store.transact("Tenants", LIST, [put]), value: "changed" };
  });

import type { Op } from "../../../shared/application/ports.ts";
import { grantOfCells, poolOfGrants, type StoredGrant } from "../stored-grant.ts";

/** The pools of all tenants, as grants come and go. */
export type FollowedPools = {
  readonly put: (tenant: string, op: Op) => void;
  readonly now: (tenant: string, month: string) => number;
  /** Whether the month's pool was ever of this size. */
  readonly had: (tenant: string, month: string, granted: number) => boolean;
};

/** No grants yet. */
export const followPools = (): FollowedPools => {
  const grants = new Map<string, Map<string, StoredGrant>>();
  const versions = new Map<string, (readonly StoredGrant[])[]>();
  const now = (tenant: string, month: string): number =>
    poolOfGrants(grants.get(tenant)?.values() ?? [], month).granted;
  return {
    put: (tenant, op) => {
      if (op.op === "delete") return;
      const own = grants.get(tenant) ?? new Map<string, StoredGrant>();
      grants.set(tenant, own.set(op.rowKey, grantOfCells(op.rowKey, op.cells)));
      versions.set(tenant, [...(versions.get(tenant) ?? [[]]), [...own.values()]]);
    },
    now,
    had: (tenant, month, granted) =>
      (versions.get(tenant) ?? [[]]).some((all) => poolOfGrants(all, month).granted === granted),
  };
};

import type { Decision } from "../../domain/decision.ts";
import type { TenantId } from "../../domain/ids.ts";
import type { Invocation } from "../../domain/invocation.ts";
import type { LedgerPorts } from "./ledger-ports.ts";
import { createRowCache } from "./row-cache.ts";
import { createTenantLedger, type TenantLedger } from "./tenant-ledger.ts";

const ROWS_MAX = 50_000;

/** The count: the only writer of conversations and lanes. One a process. */
export type Ledger = {
  /**
   * Records an invocation of a tenant that exists, and answers once it is stored for good. Recording it
   * again, here or elsewhere, changes nothing. Throws `StoreUnavailable` where it was not stored within
   * the deadline; then it may be stored or not, and sending it again settles it.
   */
  readonly record: (tenant: TenantId, invocation: Invocation) => Promise<Decision>;
};

/** The ledger of this process. Many processes can write the same tenants at the same time. */
export const createLedger = (ports: LedgerPorts): Ledger => {
  const rows = createRowCache(ports.timers, ports.rowsMax ?? ROWS_MAX);
  // One small object a tenant and process life: its lanes must not be forgotten while a flush is in flight.
  const tenants = new Map<TenantId, TenantLedger>();
  const of = (tenant: TenantId): TenantLedger => {
    const known = tenants.get(tenant) ?? createTenantLedger(ports, rows.of(tenant), tenant);
    tenants.set(tenant, known);
    return known;
  };
  return { record: (tenant, invocation) => of(tenant).record(invocation) };
};

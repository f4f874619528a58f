import type { TenantId } from "../domain/ids.ts";
import type { Ports } from "./ports.ts";
import { type AuditedChange, type AuditOutcome, auditKey, auditToCells } from "./rows/audit-row.ts";
import { type Try, untilSettled } from "./rows/settle.ts";
import { ensureRow, putOp } from "./rows/single-row.ts";

/** Who asks: the platform's admin, an API key or, where a route asks for no credential, anyone. */
export type Caller =
  | { readonly kind: "anyone" }
  | { readonly kind: "admin" }
  | { readonly kind: "key"; readonly keyId: string };

/** Makes a change and keeps an account of it; gives what the change gives, and throws what it throws. */
export type Audit = <Value>(
  tenant: TenantId,
  caller: Caller,
  change: AuditedChange,
  make: () => Promise<Value>,
) => Promise<Value>;

/**
 * The account is written before the change and marked done after it, so that no change is without one.
 * Dying in between, or failing, leaves it pending: the change is then made or not. Asking for the change
 * again writes an account of its own, so a change that was acknowledged always has one that is done.
 */
export const createAudit =
  (ports: Ports): Audit =>
  async (tenant, caller, change, make) => {
    const at = await ports.clock.now();
    const who = caller.kind === "key" ? caller.keyId : caller.kind;
    const rowKey = auditKey(at, ports.randomness.uniqueId());
    const cellsOf = (outcome: AuditOutcome) => auditToCells(change, at, who, outcome);
    await ensureRow(ports, { table: "Audit", partition: tenant, rowKey }, cellsOf("pending"));
    const value = await make();
    await untilSettled(ports, async (): Promise<Try<void>> => {
      const row = await ports.store.get("Audit", tenant, rowKey);
      if (row?.cells["outcome"] === "done") return { settled: undefined };
      const done = putOp(rowKey, cellsOf("done"), row?.etag);
      return { outcome: await ports.store.transact("Audit", tenant, [done]), value: undefined };
    });
    return value;
  };

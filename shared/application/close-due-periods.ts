import type { TenantId } from "../domain/ids.ts";
import type { Period } from "../domain/period.ts";
import { type ClosePorts, closeTenant } from "./close-tenant.ts";
import { type PurgePorts, purgeTenant } from "./purge-tenant.ts";
import type { Tenants } from "./tenants.ts";

/** What one run came to. */
export type CloseRun = {
  readonly tenants: number;
  readonly closed: number;
  /** Rows of conversations that were deleted; a purge cut off by a fault may have deleted more. */
  readonly purged: number;
  /** Tenants of which something failed. */
  readonly failed: number;
  /** The run ended for want of time; the next one does the rest. */
  readonly isCutShort: boolean;
};

const PAGE = 100;
const AT_ONCE = 8;
// Less than the 5 minutes that a function has on the smallest plan, so that a run ends by itself.
const RUN_MS_MAX = 4 * 60 * 1000;
// Half of it: others wait for a close, so tenants that are visited later must still get theirs.
const PURGE_MS_MAX = 2 * 60 * 1000;

/** Hears of each month that is closed, and of each tenant of which something failed. */
export type CloseListener = {
  readonly onClosed: (tenant: TenantId, period: Period) => void;
  readonly onFailed: (tenant: TenantId, fault: unknown) => void;
};

/** One run over all tenants. */
export type CloseDuePeriods = (listener: CloseListener) => Promise<CloseRun>;

/**
 * Visits every tenant, a page at a time and a few at once: closes what is due, then purges what is. A tenant that fails
 * stops no other. The next run starts over: what was done costs a tenant one read, or two once it has months to purge.
 */
export const createCloseDuePeriods =
  (ports: ClosePorts & PurgePorts & { readonly tenants: Tenants }): CloseDuePeriods =>
  async ({ onClosed, onFailed }) => {
    const beganMs = ports.timers.monotonicMs();
    const hasPassed = (ms: number): boolean => ports.timers.monotonicMs() - beganMs > ms;
    // Where the time is in doubt the run fails as a whole, and not once a tenant.
    await ports.clock.now();
    const run = { tenants: 0, closed: 0, purged: 0, failed: 0, isCutShort: false };
    const visit = async (tenant: TenantId): Promise<void> => {
      run.isCutShort ||= hasPassed(RUN_MS_MAX);
      if (run.isCutShort) return;
      try {
        await closeTenant(ports, tenant, (period) => {
          run.closed += 1;
          onClosed(tenant, period);
        });
        // Awaited first: several visits add to one run.
        const purged = await purgeTenant(ports, tenant, () => hasPassed(PURGE_MS_MAX));
        run.purged += purged;
      } catch (fault) {
        run.failed += 1;
        onFailed(tenant, fault);
      }
      run.tenants += 1;
    };
    for await (const page of pagesOf(ports.tenants)) {
      await forEachAtOnce(AT_ONCE, page, visit);
      if (run.isCutShort) break;
    }
    return run;
  };

async function* pagesOf(tenants: Tenants): AsyncGenerator<readonly TenantId[]> {
  for (let after = ""; ; ) {
    const page = await tenants.list(after, PAGE);
    yield page.map(({ tenantId }) => tenantId);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.tenantId;
  }
}

const forEachAtOnce = async <Item>(
  atOnce: number,
  items: readonly Item[],
  visit: (item: Item) => Promise<void>,
): Promise<void> => {
  const next = items.values();
  const worker = async (): Promise<void> => {
    for (const item of next) await visit(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};

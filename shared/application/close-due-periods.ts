import type { TenantId } from "../domain/ids.ts";
import type { Period } from "../domain/period.ts";
import { type ClosePorts, closeTenant } from "./close-tenant.ts";
import type { EvaluateTenant } from "./evaluate-tenant.ts";
import { forEachAtOnce } from "./for-each-at-once.ts";
import { type PurgePorts, purgeTenant } from "./purge-tenant.ts";
import { readPlace, writePlace } from "./run-place.ts";
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
// Less than the 5 minutes that a function has on the smallest plan, so that a run ends by itself.
const RUN_MS_MAX = 4 * 60 * 1000;
// Half of it: others wait for a close, so tenants that are visited later must still get theirs.
const PURGE_MS_MAX = 2 * 60 * 1000;

/** Hears of each month that is closed, and of each tenant of which something failed, once for each thing. */
export type CloseListener = {
  readonly onClosed: (tenant: TenantId, period: Period) => void;
  readonly onFailed: (tenant: TenantId, fault: unknown) => void;
};

type RunPorts = ClosePorts &
  PurgePorts & { readonly tenants: Tenants; readonly evaluateTenant: EvaluateTenant };

/** One run over all tenants. */
export type CloseDuePeriods = (listener: CloseListener) => Promise<CloseRun>;

/**
 * Visits every tenant, a page at a time and a few at once: closes what is due, evaluates its pools, then purges what
 * is due. What fails stops nothing else. A run that is cut short leaves its place behind, from which the next one
 * goes on, round to the beginning.
 */
export const createCloseDuePeriods =
  (ports: RunPorts): CloseDuePeriods =>
  async ({ onClosed, onFailed }) => {
    const beganMs = ports.timers.monotonicMs();
    const hasPassed = (ms: number): boolean => ports.timers.monotonicMs() - beganMs > ms;
    // Where the time is in doubt the run fails as a whole, and not once a tenant.
    await ports.clock.now();
    const run = { tenants: 0, closed: 0, purged: 0, failed: 0, isCutShort: false };
    const stepsOf = (tenant: TenantId): readonly (() => Promise<unknown>)[] => [
      () =>
        closeTenant(ports, tenant, (period) => {
          run.closed += 1;
          onClosed(tenant, period);
        }),
      () => ports.evaluateTenant(tenant),
      async () => {
        // Awaited first: several visits add to one run.
        const purged = await purgeTenant(ports, tenant, () => hasPassed(PURGE_MS_MAX));
        run.purged += purged;
      },
    ];
    const visit = async (tenant: TenantId): Promise<void> => {
      run.isCutShort ||= hasPassed(RUN_MS_MAX);
      if (run.isCutShort) return;
      let hasFailed = false;
      for (const step of stepsOf(tenant))
        await step().catch((fault: unknown) => {
          hasFailed = true;
          onFailed(tenant, fault);
        });
      if (hasFailed) run.failed += 1;
      run.tenants += 1;
    };
    const place = await readPlace(ports);
    let after = place;
    for await (const page of pagesFrom(ports.tenants, place)) {
      await forEachAtOnce(page, visit);
      if (run.isCutShort) break;
      after = page.at(-1) ?? after;
    }
    await writePlace(ports, run.isCutShort ? after : "");
    return run;
  };

/** All tenants, page by page: those after `place` first, then the others. */
async function* pagesFrom(tenants: Tenants, place: string): AsyncGenerator<readonly TenantId[]> {
  yield* pagesBetween(tenants, place, undefined);
  if (place !== "") yield* pagesBetween(tenants, "", place);
}

async function* pagesBetween(
  tenants: Tenants,
  after: string,
  through: string | undefined,
): AsyncGenerator<readonly TenantId[]> {
  for (let from = after; ; ) {
    const listed = (await tenants.list(from, PAGE)).map(({ tenantId }) => tenantId);
    const page = listed.filter((id) => through === undefined || id <= through);
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    from = last;
  }
}

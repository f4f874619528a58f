import type { TenantId } from "../domain/ids.ts";
import { type Instant, periodOf } from "../domain/period.ts";
import type { PoolWatch } from "./pool-watch.ts";
import type { Clock } from "./ports.ts";

/** Whether a bot may be invoked now, as far as the pool goes; advice, which blocks nothing. */
export type Access = {
  readonly access: "allowed" | "near-limit" | "over-pool";
  readonly asOf: Instant;
};

/** Undefined: no such tenant. */
export type CheckAccess = (tenant: TenantId) => Promise<Access | undefined>;

/** Answers from what this process knows of the pool, at most 10 s old. */
export const createCheckAccess =
  ({ clock, poolWatch }: { readonly clock: Clock; readonly poolWatch: PoolWatch }): CheckAccess =>
  async (tenant) => {
    const found = await poolWatch.stateOf(tenant, periodOf(await clock.now()));
    if (found === undefined) return undefined;
    const { state, asOf } = found;
    if (state === "exhausted") return { access: "over-pool", asOf };
    return { access: state === "warning" ? "near-limit" : "allowed", asOf };
  };

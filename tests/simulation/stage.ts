import type { ClosePorts } from "../../shared/application/close-tenant.ts";
import type { Grants } from "../../shared/application/grants.ts";
import type { Heads } from "../../shared/application/heads.ts";
import type { Ledger } from "../../shared/application/ledger/ledger.ts";
import type { LedgerPorts } from "../../shared/application/ledger/ledger-ports.ts";
import type { TableStore, WritePorts } from "../../shared/application/ports.ts";
import type { TenantId } from "../../shared/domain/ids.ts";
import type { Period } from "../../shared/domain/period.ts";
import type { Faults } from "./faults.ts";
import type { Random } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Trace } from "./trace.ts";

/** The code that is put to the test: what ships, or a copy of it with a bug planted. */
export type Subject = {
  /** `rowsMax`: how many rows it remembers. */
  readonly createLedger: (ports: LedgerPorts & { readonly rowsMax: number }) => Ledger;
  readonly createHeads: (store: TableStore, tenantsMax: number) => Heads;
  readonly createGrants: (ports: WritePorts & { readonly heads: Heads }) => Grants;
  readonly closeTenant: (ports: ClosePorts, tenant: TenantId) => Promise<readonly Period[]>;
  /** The subject's own, since a copy of the code tells its errors by its own class. */
  readonly StoreUnavailable: new (
    message: string,
  ) => Error;
};

/** What everybody in a run stands on. */
export type Stage = {
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  /** The one table, without faults; every commit to it is checked. */
  readonly table: TableStore;
  readonly subject: Subject;
  readonly trace: Trace;
  readonly failures: Failures;
};

/** What went wrong in code that nobody awaits; it ends the run. */
export type Failures = {
  readonly report: (cause: unknown) => void;
  readonly first: () => { readonly cause: unknown } | undefined;
};

/** None yet. */
export const noFailures = (): Failures => {
  const causes: unknown[] = [];
  return {
    report: (cause) => causes.push(cause),
    first: () => (causes.length === 0 ? undefined : { cause: causes[0] }),
  };
};

/**
 * Somebody who makes things happen in a run. More of them can join, such as purgers.
 * Actors act only in steps that they gave the scheduler.
 */
export type Actor = {
  /** Gives the scheduler this actor's first steps. */
  readonly start: () => void;
  /** Whether all that it started came to an end, so that the faults may stop. */
  readonly isDone: () => boolean;
  /** The faults have stopped: finish what must still be finished. */
  readonly settle: () => void;
};

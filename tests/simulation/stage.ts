import type { createAudit } from "../../shared/application/audit.ts";
import type { closeTenant } from "../../shared/application/close-tenant.ts";
import type { createEraseConversation } from "../../shared/application/erase-conversation.ts";
import type { createGrants } from "../../shared/application/grants.ts";
import type { createHeads } from "../../shared/application/heads.ts";
import type { createLedger } from "../../shared/application/ledger/ledger.ts";
import type { StoreUnavailable, TableStore } from "../../shared/application/ports.ts";
import type { purgeTenant } from "../../shared/application/purge-tenant.ts";
import type { createRecordInvocations } from "../../shared/application/record-invocations.ts";
import type { createTenants } from "../../shared/application/tenants.ts";
import type { Faults } from "./faults.ts";
import type { Random } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Trace } from "./trace.ts";

/** The code that is put to the test: what ships, or a copy of it with a bug planted. */
export type Subject = {
  readonly createLedger: typeof createLedger;
  readonly createRecordInvocations: typeof createRecordInvocations;
  readonly createHeads: typeof createHeads;
  readonly createGrants: typeof createGrants;
  readonly createTenants: typeof createTenants;
  readonly createAudit: typeof createAudit;
  readonly createEraseConversation: typeof createEraseConversation;
  readonly closeTenant: typeof closeTenant;
  readonly purgeTenant: typeof purgeTenant;
  /** The subject's own, since a copy of the code tells its errors by its own class. */
  readonly StoreUnavailable: typeof StoreUnavailable;
};

/** What everybody in a run stands on, whatever is put to the test. */
export type BareStage = {
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  /** The one table, without faults; every commit to it is checked. */
  readonly table: TableStore;
  readonly subject: Pick<Subject, "StoreUnavailable">;
  readonly trace: Trace;
  readonly failures: Failures;
};

/** What everybody in a run of the ledger stands on. */
export type Stage = BareStage & {
  readonly subject: Subject;
  /** The latest time that any instance's clock can tell. */
  readonly latestMs: () => number;
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

/** Somebody who makes things happen in a run. Actors act only in steps that they gave the scheduler. */
export type Actor = {
  /** Gives the scheduler this actor's first steps. */
  readonly start: () => void;
  /** Whether all that it started came to an end, so that the faults may stop. */
  readonly isDone: () => boolean;
  /** The faults have stopped: finish what must still be finished. */
  readonly settle: () => void;
  /** All have settled: do what shows its worth only where nobody else is at work. */
  readonly finish?: () => void;
};

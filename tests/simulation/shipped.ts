import { createAudit } from "../../shared/application/audit.ts";
import { closeTenant } from "../../shared/application/close-tenant.ts";
import { createEraseConversation } from "../../shared/application/erase-conversation.ts";
import { createGrants } from "../../shared/application/grants.ts";
import { createHeads } from "../../shared/application/heads.ts";
import { createLedger } from "../../shared/application/ledger/ledger.ts";
import { StoreUnavailable } from "../../shared/application/ports.ts";
import { purgeTenant } from "../../shared/application/purge-tenant.ts";
import { createRecordInvocations } from "../../shared/application/record-invocations.ts";
import { createTenants } from "../../shared/application/tenants.ts";
import type { Subject } from "./stage.ts";

/** The code that ships: the ledger, and all that changes what it keeps. */
export const SHIPPED: Subject = {
  createLedger,
  createRecordInvocations,
  createHeads,
  createGrants,
  createTenants,
  createAudit,
  createEraseConversation,
  closeTenant,
  purgeTenant,
  StoreUnavailable,
};

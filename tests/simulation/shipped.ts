import { closeTenant } from "../../shared/application/close-tenant.ts";
import { createGrants } from "../../shared/application/grants.ts";
import { createHeads } from "../../shared/application/heads.ts";
import { createLedger } from "../../shared/application/ledger/ledger.ts";
import { StoreUnavailable } from "../../shared/application/ports.ts";
import type { Subject } from "./stage.ts";

/** The ledger, the grants and the close that ship. */
export const SHIPPED: Subject = { createLedger, createHeads, createGrants, closeTenant, StoreUnavailable };

import { createHeads } from "../../shared/application/heads.ts";
import { createLedger } from "../../shared/application/ledger/ledger.ts";
import { StoreUnavailable } from "../../shared/application/ports.ts";
import type { Subject } from "./stage.ts";

/** The ledger that ships. */
export const SHIPPED: Subject = { createLedger, createHeads, StoreUnavailable };

import { createHash } from "node:crypto";
import * as z from "zod";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { type TenantId, tenantId } from "../../domain/ids.ts";
import { type Period, parsePeriod } from "../../domain/period.ts";
import type { Account, Statement } from "../../domain/statement.ts";
import type { Cells, StoredRow, TableStore } from "../ports.ts";
import { queryAll } from "./query-all.ts";
import { jsonCell, textOf } from "./row-schema.ts";

/** Where a month's statement is kept in the tenant's partition. */
export const statementKey = (period: Period | ""): string => `s|${period}`;

const named = z.array(z.object({ name: z.string(), sessions: z.int() }));
const granted = z.object({ quantity: z.int(), sessions: z.int() });
const schema = z.object({
  hash: z.string(),
  account: jsonCell(
    z.object({
      tenantId: textOf(tenantId),
      period: textOf(parsePeriod),
      granted: z.int(),
      grants: z.record(z.string(), granted),
      used: z.int(),
      unused: z.int(),
      overage: z.int(),
      byDay: named,
      byChannel: named,
      byBot: named,
      excluded: z.record(z.string(), z.int()),
      pack: z.string(),
      graceHours: z.int(),
      closedAt: z.string(),
      previousHash: z.string().nullable(),
    }),
  ),
});

/** SHA-256, in base64url, of the account's canonical JSON: what a statement's `hash` must be. */
export const hashOf = (account: Account): string =>
  createHash("sha256").update(canonicalJson(account)).digest("base64url");

/** The cells of a statement: the very text that is hashed, and the hash. */
export const statementToCells = ({ hash, ...account }: Statement): Cells => ({
  account: canonicalJson(account),
  hash,
});

/** The statement that was read; throws where its cells are none. */
export const statementFromStored = ({ cells }: StoredRow): Statement => {
  const { account, hash } = schema.parse(cells);
  return { ...account, hash };
};

/** A month's statement; undefined where it is not closed. */
export const readStatementRow = async (
  store: TableStore,
  tenant: TenantId,
  period: Period,
): Promise<Statement | undefined> => {
  const stored = await store.get("Sessions", tenant, statementKey(period));
  return stored && statementFromStored(stored);
};

/** All statements of a tenant, the oldest first. */
export const listStatementRows = async (store: TableStore, tenant: TenantId): Promise<readonly Statement[]> =>
  (await queryAll(store, "Sessions", tenant, statementKey(""))).map(statementFromStored);

import type { Cells } from "../../shared/application/ports.ts";
import { checkGrant, grantOfCells, poolOfGrants, type StoredGrant, type StoredPool } from "./stored-grant.ts";
import type { FlatFigures } from "./stored-row.ts";
import { checkFigures, type StoredStatement, statementOfCells } from "./stored-statement.ts";
import { mustHold } from "./violation.ts";

/** One tenant's grants and statements, followed commit by commit. */
export type FollowedAccounts = {
  readonly putGrant: (rowKey: string, cells: Cells) => void;
  /** Takes the statement and gives its month. */
  readonly putStatement: (rowKey: string, cells: Cells) => string;
  /** All that each grant ever was, oldest first. */
  readonly grants: ReadonlyMap<string, readonly StoredGrant[]>;
  readonly statements: ReadonlyMap<string, StoredStatement>;
  /** The month's pool by the grants as they are now. */
  readonly poolAt: (month: string) => StoredPool;
  /** Checks all statements against the rows and the grants as they are now. */
  readonly check: () => void;
};

/** None yet. `recount`: a month's figures by its rows. */
export const followAccounts = (recount: (month: string) => FlatFigures): FollowedAccounts => {
  const grants = new Map<string, readonly StoredGrant[]>();
  const statements = new Map<string, StoredStatement>();
  const poolAt = (month: string): StoredPool =>
    poolOfGrants(
      [...grants.values()].flatMap((versions) => versions.at(-1) ?? []),
      month,
    );
  return {
    putGrant: (rowKey, cells) => {
      const grant = grantOfCells(rowKey, cells);
      const versions = grants.get(grant.grantId) ?? [];
      checkGrant(versions.at(-1), grant);
      grants.set(grant.grantId, [...versions, grant]);
    },
    putStatement: (rowKey, cells) => {
      const month = rowKey.slice(2);
      mustHold(!statements.has(month), "R10: a statement never changes", () => ({ rowKey, cells }));
      statements.set(month, statementOfCells(cells));
      return month;
    },
    grants,
    statements,
    poolAt,
    check: () => {
      for (const [month, statement] of statements) checkFigures(statement, recount(month), poolAt(month));
    },
  };
};

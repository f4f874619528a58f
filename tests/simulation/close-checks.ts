import { closableFromMs, type Grace } from "./months.ts";
import type { StoredPool } from "./stored-grant.ts";
import type { FlatFigures } from "./stored-row.ts";
import { checkFigures, type StoredStatement } from "./stored-statement.ts";
import { mustHold } from "./violation.ts";

/** A transaction that has to do with closing, and what stands after it. */
export type Close = {
  readonly tenant: string;
  /** The month whose turn it was. */
  readonly month: string;
  readonly grace: Grace;
  /** Months of which it made statements, of which it sealed lanes, and which it made the last closed one. */
  readonly stated: readonly string[];
  readonly sealed: readonly string[];
  readonly lastClosed: string | undefined;
  readonly areLanesSealed: boolean;
  readonly statement: StoredStatement | undefined;
  readonly previous: StoredStatement | undefined;
  /** The month's figures by its rows. */
  readonly recount: FlatFigures;
  readonly pool: StoredPool;
};

/** R10: a close is whole, it is the turn of its month, and its statement follows on the one before; and R9. */
export const checkClose = (close: Close): void => {
  const { tenant, month, grace, stated, sealed, lastClosed, statement, previous } = close;
  const facts = () => ({ tenant, month, stated, sealed, lastClosed, statement, previous });
  mustHold(stated.length === 1 && stated[0] === month, "R10: months are closed in order, once", facts);
  mustHold(
    close.areLanesSealed && sealed.every((other) => other === month),
    "R10: a close seals all lanes of its month and no other",
    facts,
  );
  mustHold(lastClosed === month, "R10: the head tells of the close", facts);
  if (statement === undefined) return;
  mustHold(
    statement.tenantId === tenant && statement.period === month && statement.graceHours === grace.graceHours,
    "a statement tells whose it is",
    facts,
  );
  mustHold(
    Date.parse(statement.closedAt) >= closableFromMs(month, grace),
    "R10: no month is closed before it is due",
    facts,
  );
  mustHold(statement.previousHash === (previous?.hash ?? null), "R10: hashes chain", facts);
  checkFigures(statement, close.recount, close.pool);
};

import { beforeEach, describe } from "vitest";
import type { TableStore } from "../../shared/application/ports.ts";
import { cellsContract } from "./table-cells.contract.ts";
import { etagsContract } from "./table-etags.contract.ts";
import { queriesContract } from "./table-queries.contract.ts";
import { rowsContract } from "./table-rows.contract.ts";
import { subjectOf } from "./table-subject.ts";
import { transactionsContract } from "./table-transactions.contract.ts";

/** What every adapter of the table port guarantees. Each test has a partition of its own. */
export const tableStoreContract = (name: string, makeStore: () => TableStore): void => {
  describe(`table store: ${name}`, () => {
    const subject = subjectOf(makeStore);
    beforeEach(subject.renew);
    rowsContract(subject);
    transactionsContract(subject);
    etagsContract(subject);
    queriesContract(subject);
    cellsContract(subject);
  });
};

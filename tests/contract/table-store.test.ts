import { randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Azurite, startAzurite } from "../../infra/local/azurite.ts";
import type { Op, TableStore, Transacted } from "../../shared/application/ports.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { tableStorage } from "../../shared/storage/table-storage.ts";
import { tableStoreContract } from "./table-store.contract.ts";

let azurite: Azurite;
let onAzurite: TableStore;

beforeAll(async () => {
  azurite = await startAzurite({ accounts: [{ name: "contract", key: randomBytes(64).toString("base64") }] });
  const { connectionString } = azurite;
  // Longer than by default, since tests of other files may keep the machine busy.
  onAzurite = tableStorage({ connection: { connectionString }, onDate: () => {}, attemptMsMax: 20_000 });
}, 90_000);

afterAll(() => azurite.stop());

tableStoreContract("memory", memoryTable);
tableStoreContract("Table Storage", () => onAzurite);

/** An operation on one of a few rows; `age` 0 holds the row's last ETag, 1 the one before, and so on. */
type Plan = { readonly op: Op["op"]; readonly rowKey: string; readonly n: number; readonly age: number };

const plan: fc.Arbitrary<Plan> = fc.record({
  op: fc.constantFrom("create", "update", "delete"),
  rowKey: fc.constantFrom("a", "b", "c", "d"),
  n: fc.integer(),
  age: fc.constantFrom(0, 0, 0, 0, 1, 2),
});
const transactions = fc.array(
  fc.uniqueArray(plan, { selector: ({ rowKey }) => rowKey, minLength: 1, maxLength: 4 }),
  { minLength: 1, maxLength: 12 },
);

/** Carries the plans out and tells what became of each and what is left, without the ETags' own text. */
const run = async (store: TableStore, all: readonly (readonly Plan[])[]): Promise<unknown> => {
  const partition = randomUUID();
  const history = new Map<string, string[]>();
  const outcomes: unknown[] = [];
  for (const plans of all) {
    const ops = plans.map(({ op, rowKey, n, age }): Op => {
      const etag = history.get(rowKey)?.at(-1 - age) ?? 'W/"never"';
      if (op === "create") return { op, rowKey, cells: { n } };
      return op === "update" ? { op, rowKey, cells: { n }, etag } : { op, rowKey, etag };
    });
    const transacted = await store.transact("Sessions", partition, ops);
    outcomes.push(await withoutEtags(transacted, ops, history));
  }
  const rows = await store.query("Sessions", partition, "", "~", 1000);
  for (const { rowKey, etag } of rows) expect(etag).toBe(history.get(rowKey)?.at(-1));
  return { outcomes, rows: rows.map(({ rowKey, cells }) => ({ rowKey, cells })) };
};

const withoutEtags = (
  transacted: Transacted,
  ops: readonly Op[],
  history: Map<string, string[]>,
): unknown => {
  if (transacted.outcome !== "committed") return transacted;
  for (const [index, { rowKey }] of ops.entries()) {
    const etag = transacted.etags[index] ?? "";
    if (etag !== "") history.set(rowKey, [...(history.get(rowKey) ?? []), etag]);
  }
  return transacted.etags.map((etag) => etag === "");
};

it("gives random transactions the same outcome in memory as on Table Storage", async () => {
  await fc.assert(
    fc.asyncProperty(transactions, async (all) => {
      expect(await run(memoryTable(), all)).toEqual(await run(onAzurite, all));
    }),
    { numRuns: 40 },
  );
}, 120_000);

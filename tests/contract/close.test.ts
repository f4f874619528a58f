import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SYSTEM_RANDOMNESS, SYSTEM_TIMERS } from "../../functions/system-ports.ts";
import { type Azurite, startAzurite } from "../../infra/local/azurite.ts";
import { closeTenant } from "../../shared/application/close-tenant.ts";
import { createGrants } from "../../shared/application/grants.ts";
import { createHeads } from "../../shared/application/heads.ts";
import { createLedger } from "../../shared/application/ledger/ledger.ts";
import type { Ports, TableStore } from "../../shared/application/ports.ts";
import { createStatements } from "../../shared/application/statements.ts";
import { createTenants } from "../../shared/application/tenants.ts";
import type { Decision } from "../../shared/domain/decision.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { tableStorage } from "../../shared/storage/table-storage.ts";
import { conversationRows, totalsOfLanes, totalsOfRows } from "../support/recount.ts";
import { at, invocation, keyNumber, month, tenant } from "../support/values.ts";

const ACME = tenant("acme");
const OCTOBER = month("2026-10");
const CONVERSATIONS = 400;

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite({ accounts: [{ name: "close", key: randomBytes(64).toString("base64") }] });
});
afterAll(() => azurite.stop());

/** A process of its own over the store: its own memory, heads and lanes. */
const processOn = (store: TableStore) => {
  const ports: Ports = {
    store,
    clock: { now: async () => at("2026-11-10T00:00:00Z") },
    timers: SYSTEM_TIMERS,
    randomness: SYSTEM_RANDOMNESS,
  };
  const heads = createHeads(store);
  const shared = { ...ports, heads, retentionMonths: 13, graceHours: 0 };
  const grants = createGrants(shared);
  return {
    tenants: createTenants(shared),
    statements: createStatements(shared),
    ledger: createLedger({ ...shared, deadlineMs: 30_000 }),
    close: () => closeTenant({ ...shared, grants }, ACME),
  };
};

describe.each([
  ["memory", () => memoryTable()],
  [
    "Table Storage",
    () =>
      tableStorage({
        connection: { connectionString: azurite.connectionString },
        onDate: () => {},
        attemptMsMax: 20_000,
      }),
  ],
])("a close, on %s", (_, makeStore) => {
  it("loses no session of three writers, and makes one statement for two closers", async () => {
    const store = makeStore();
    const [first, second, third] = [processOn(store), processOn(store), processOn(store)];
    await first.tenants.put(ACME, { name: "Acme", since: OCTOBER });
    const writers = [first, second, third];
    const recorded: Promise<Decision>[] = [];
    for (let index = 0; index < CONVERSATIONS; index++) {
      const { ledger } = writers[index % writers.length] ?? first;
      recorded.push(
        ledger.record(
          ACME,
          invocation({ conversationKey: keyNumber(index), at: at("2026-10-31T23:00:00Z") }),
        ),
      );
    }
    const closed = await Promise.all([second.close(), third.close()]);
    const decisions = await Promise.all(recorded);

    const shown = await first.statements.get(ACME, OCTOBER);
    const late = decisions.filter(({ decision }) => decision === "late").length;
    expect(closed.flat()).toEqual([OCTOBER]);
    expect(shown?.lateSessions).toBe(late);
    expect((shown?.statement.used ?? 0) + late).toBe(CONVERSATIONS);
    expect(await totalsOfLanes(store, ACME)).toEqual(totalsOfRows(await conversationRows(store, ACME)));
    expect(await first.close()).toEqual([]);
  });
});

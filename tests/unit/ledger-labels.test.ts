import { expect, it } from "vitest";
import { createHeads } from "../../shared/application/heads.ts";
import { createLabeller } from "../../shared/application/ledger/labels.ts";
import { createTenants } from "../../shared/application/tenants.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { hookedTable } from "../support/hooked-table.ts";
import { settableClock } from "../support/memory-app.ts";
import { month, tenant } from "../support/values.ts";
import { seededRandomness, virtualTimers } from "../support/virtual-timers.ts";

const ACME = tenant("acme");
const BOTS = Array.from({ length: 20 }, (_, index) => `bot-${index}`);

const given = async () => {
  const store = hookedTable(memoryTable());
  const ports = {
    store,
    heads: createHeads(store),
    timers: virtualTimers(),
    randomness: seededRandomness(1),
  };
  const tenants = createTenants({ ...ports, clock: settableClock(), retentionMonths: 13 });
  await tenants.put(ACME, { name: "Acme", since: month("2026-01") });
  store.calls();
  return { ...ports, labeller: createLabeller(ports, ACME) };
};

it("puts many new names that come at once into the list with one write each", async () => {
  const { store, timers, labeller } = await given();

  const labels = await timers.settle(
    Promise.all(BOTS.map((bot) => labeller.register(bot, "lcw", () => false))),
  );

  expect(labels.map(({ bot }) => bot)).toEqual(BOTS);
  expect(store.calls().filter((call) => call.startsWith("transact"))).toHaveLength(BOTS.length);
});

it("registers a name after one that failed, by a bug or because its time was up", async () => {
  const { store, timers, labeller } = await given();
  let isFirst = true;
  store.onTransact(async (_, __, go) => {
    if (!isFirst) return await go();
    isFirst = false;
    throw new TypeError("A bug.");
  });
  const isOvers = [false, true, false];

  const registered = await timers.settle(
    Promise.allSettled(
      isOvers.map((isOver, index) => labeller.register(`bot-${index}`, "lcw", () => isOver)),
    ),
  );

  expect(registered.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
});

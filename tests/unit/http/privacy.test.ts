import { expect, it } from "vitest";
import type { TableStore } from "../../../shared/application/ports.ts";
import { memoryTable } from "../../../shared/storage/memory-table.ts";
import fixtures from "../../fixtures/channel-payloads.json" with { type: "json" };
import {
  ADMIN_KEY,
  givenTenant,
  invocationsOf,
  memoryApp,
  nativeInvocation,
  newWorld,
} from "../../support/memory-app.ts";

const samples = fixtures.payloads.filter(({ name }) => /^(bf|oc|directline)\./.test(name));
const CANARY = "canary";

/** A table that keeps the text of everything that was ever written to it, keys and all. */
const remembering = () => {
  const table = memoryTable();
  const written: string[] = [];
  const store: TableStore = {
    ...table,
    transact: (name, partition, ops) => {
      written.push(JSON.stringify([name, partition, ops]));
      return table.transact(name, partition, ops);
    },
  };
  return { store, written };
};

/** The activity with a canary wherever a person's words, name, number or id could stand. */
const withCanaries = (body: object): object => ({
  ...body,
  summary: CANARY,
  speak: CANARY,
  locale: CANARY,
  from: {
    ...("from" in body && typeof body.from === "object" ? body.from : {}),
    name: CANARY,
    aadObjectId: CANARY,
  },
  entities: [{ type: "mention", mentioned: { id: CANARY, name: CANARY } }],
  suggestedActions: { actions: [{ type: "imBack", title: CANARY, value: CANARY }] },
  phone: `+1555${CANARY}`,
});

it.each(samples)(
  "stores of $name neither words, names nor ids of people, nor the conversation's id",
  async (sample) => {
    const { store, written } = remembering();
    const memory = memoryApp(newWorld(store));
    const keys = await givenTenant(memory);
    const path = "v1/tenants/acme/sources/sample";
    await memory.call({ method: "PUT", path, key: ADMIN_KEY, json: sample.source });
    const body = JSON.parse(JSON.stringify(sample.body));
    const activities: readonly object[] = body.activities ?? [body];
    const json = {
      ...body,
      ...(body.activities ? { activities: activities.map(withCanaries) } : withCanaries(body)),
    };

    const called = await memory.call({ method: "POST", path, key: keys.ingest, json });

    const all = written.join("\n");
    expect(called.status).toBe(200);
    expect(all).not.toContain(CANARY);
    for (const told of [sample.expect.conversationId, body.text])
      if (typeof told === "string" && !sample.source?.settings?.botIds?.some((bot) => bot === told))
        expect(all).not.toContain(JSON.stringify(told).slice(1, -1));
  },
);

it("stores of an invocation no conversation id, and explains it by its key", async () => {
  const { store, written } = remembering();
  const memory = memoryApp(newWorld(store));
  const keys = await givenTenant(memory);
  const json = nativeInvocation({ conversationId: `${CANARY}@example.test` });

  await memory.call({ method: "POST", path: invocationsOf(), key: keys.ingest, json });
  const lookup = { channel: "lcw", conversationId: `${CANARY}@example.test` };
  const explained = await memory.call({
    method: "POST",
    path: "v1/tenants/acme/conversation-lookups",
    key: keys.read,
    json: lookup,
  });

  expect(written.join("\n")).not.toContain(CANARY);
  expect(explained.text).not.toContain(CANARY);
  expect(explained.json).toMatchObject({ items: [{ counted: { bot: "bot-a" } }] });
});

it("stores of an API key only the hash", async () => {
  const { store, written } = remembering();
  const { ingest } = await givenTenant(memoryApp(newWorld(store)));
  const [, , secret = ""] = ingest.split("_");

  expect(secret).toHaveLength(43);
  expect(written.join("\n")).not.toContain(secret);
});

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
import { VENDOR_SECRETS } from "../../support/sign.ts";

const samples = fixtures.payloads.filter(({ source }) => source?.kind === "bot-framework");
const others = fixtures.payloads.flatMap((sample) =>
  sample.source && sample.results && sample.source.kind !== "bot-framework"
    ? [{ ...sample, source: sample.source }]
    : [],
);
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

const SAID = /^(text|body|name|content|user|from|wa_id|Body|Author|subject|display_phone_number)$/;

/** The value with a canary in every text of the paths that people's words, names and numbers stand under. */
const canaried = (value: unknown, name = ""): unknown => {
  if (Array.isArray(value)) return value.map((each) => canaried(each, name));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, canaried(inner, key)]));
  return SAID.test(name) && typeof value === "string" ? `${CANARY}${value}` : value;
};

it.each(others)(
  "stores of $name neither words, names nor numbers, nor the conversation's id",
  async (sample) => {
    const { store, written } = remembering();
    const memory = memoryApp(newWorld(store));
    const keys = await givenTenant(memory);
    const path = "v1/tenants/acme/sources/sample";
    const secret = VENDOR_SECRETS[sample.source.kind];
    const json = { ...sample.source, ...(secret !== undefined && { secret }) };
    expect((await memory.call({ method: "PUT", path, key: ADMIN_KEY, json })).status).toBe(201);

    const called = await memory.call({ method: "POST", path, key: keys.ingest, json: canaried(sample.body) });

    expect(called.json).toMatchObject({ results: sample.results });
    expect(written.join("\n") + JSON.stringify(memory.faults) + called.text).not.toContain(CANARY);
    const { conversationId } = { conversationId: undefined, ...sample.expect };
    if (conversationId !== undefined) expect(written.join("\n")).not.toContain(conversationId);
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

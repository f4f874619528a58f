import { describe, expect, it } from "vitest";
import * as z from "zod";
import fixtures from "../../fixtures/channel-payloads.json" with { type: "json" };
import { givenTenant, memoryApp } from "../../support/memory-app.ts";
import { conversationRows } from "../../support/recount.ts";
import { SIGN, VENDOR_SECRETS } from "../../support/sign.ts";
import { given, tenant } from "../../support/values.ts";

const SAMPLED_AT = "2026-11-25T12:00:00.000Z";
const PATH = "v1/tenants/acme/sources/sample";
// What names no source is of our own form.
const samples = fixtures.payloads
  .map((sample) => ({ ...sample, source: sample.source ?? { kind: "cloudevents", settings: {} } }))
  .filter(({ auth }) => auth !== "options");
const madeSchema = z.object({ secret: z.string().optional() });

/** A source of the sample's kind, in a new process, and what sends to it. */
const givenSource = async ({ kind, settings }: { readonly kind: string; readonly settings: object }) => {
  const memory = memoryApp();
  const keys = await givenTenant(memory);
  memory.clock.set(SAMPLED_AT);
  const vendors = VENDOR_SECRETS[kind];
  const json = { kind, settings, ...(vendors !== undefined && { secret: vendors }) };
  const put = await memory.call({ method: "PUT", path: PATH, key: keys.operate, json });
  const secret = vendors ?? given(madeSchema.parse(put.json).secret);
  const send = (body: unknown, withSecret = secret) => {
    const signed = given(SIGN[kind])({ secret: withSecret, now: SAMPLED_AT, body });
    const path = `${PATH}${signed.query ?? ""}`;
    return memory.call({ method: "POST", path, chunks: [signed.body], headers: signed.headers });
  };
  return { memory, send };
};

describe.each(samples)("sample $name", (sample) => {
  it("proved as its sender does is answered with its results", async () => {
    const { send } = await givenSource(sample.source);
    const called = await send(sample.body);
    expect(called.status).toBe(200);
    const { response } = { response: undefined, ...sample.expect };
    expect(called.json).toEqual(
      response ?? { results: (sample.results ?? []).map((result) => expect.objectContaining(result)) },
    );
  });

  it("sent again counts nothing more", async () => {
    const { memory, send } = await givenSource(sample.source);
    await send(sample.body);
    const rows = await conversationRows(memory.store, tenant("acme"));
    expect((await send(sample.body)).text).not.toContain('"counted"');
    expect(await conversationRows(memory.store, tenant("acme"))).toEqual(rows);
  });

  it("by another secret is 401, and leaves nothing behind", async () => {
    const { memory, send } = await givenSource(sample.source);
    const other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    expect((await send(sample.body, other)).status).toBe(401);
    expect(await conversationRows(memory.store, tenant("acme"))).toEqual([]);
  });
});

describe.each(Object.keys(SIGN))("a source of kind %s", (kind) => {
  const { settings } = samples.find(({ source }) => source.kind === kind)?.source ?? { settings: {} };

  it.each([
    [null],
    [[]],
    [{}],
    [7],
    ["text"],
    [{ type: "of the future", unknown: [{}] }],
    [[[[]]]],
    [[null, 7]],
  ])("ignores what it does not know: %j", async (body) => {
    const { send } = await givenSource({ kind, settings });
    const called = await send(body);
    expect(called.status).toBe(200);
    expect(called.text).not.toMatch(/counted|problem/);
  });
});

it("answers a work item that was cut with its conversation's key, for reconciling", async () => {
  const { memory, send } = await givenSource({ kind: "dataverse", settings: {} });
  const PrimaryEntityId = "7f1c2a54-0d3e-4b61-9a0b-5c0e3f9d1a11";
  const called = await send({ PrimaryEntityName: "msdyn_ocliveworkitem", PrimaryEntityId });
  const conversationKey = expect.stringMatching(/^[\w-]{32}$/);
  expect(called.json).toEqual({
    results: [{ decision: "ignored", reason: "not-an-invocation", finding: "truncated", conversationKey }],
  });
  expect(await conversationRows(memory.store, tenant("acme"))).toEqual([]);
});

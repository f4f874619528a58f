import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import fixtures from "../fixtures/channel-payloads.json" with { type: "json" };
import { SIGN, VENDOR_SECRETS } from "../support/sign.ts";
import { given } from "../support/values.ts";
import { type Api, apiOf, makeTenant } from "./api.ts";
import { type Stack, startStack } from "./stack.ts";

// The samples are of November 2026; the storage's clock is moved there, so that they are never in the future.
const SAMPLED_AT = Date.parse("2026-11-25T12:00:00Z");

const samples = fixtures.payloads.flatMap((sample) =>
  sample.source && sample.results ? [{ ...sample, source: sample.source, results: sample.results }] : [],
);

let stack: Stack;
let offsetMs: number;
let url: string;
let admin: Api;
beforeAll(async () => {
  stack = await startStack();
  offsetMs = SAMPLED_AT - Date.now();
  ({ url } = await stack.startHost({ CLOCK_OFFSET_MS: String(offsetMs) }));
  admin = apiOf(url, stack.adminKey);
});
afterAll(() => stack.stop());

const resultsSchema = z.object({ results: z.array(z.record(z.string(), z.unknown())) });
const madeSchema = z.object({ secret: z.string().optional() });

/** Registers the sample's source under a new tenant; gives the tenant's key, where to send and what proves the sender. */
const givenSource = async ({ name, source }: (typeof samples)[number], suffix: string) => {
  const tenant = `${name.toLowerCase().replaceAll(/[^a-z0-9]/g, "-")}-${suffix}`;
  const key = await makeTenant(admin, tenant, { since: "2026-10" });
  const path = `v1/tenants/${tenant}/sources/sample`;
  const vendors = VENDOR_SECRETS[source.kind];
  const put = await admin("PUT", path, { ...source, ...(vendors !== undefined && { secret: vendors }) });
  expect(put.status).toBe(201);
  return { key, path, secret: vendors ?? given(madeSchema.parse(put.json).secret) };
};

const shortly = ({ decision, reason, finding }: Readonly<Record<string, unknown>>) => ({
  decision,
  reason,
  finding,
});

it("has samples of every kind of source that signs", () => {
  const kinds = new Set(samples.map(({ source }) => source.kind));
  expect([...kinds].sort()).toEqual(
    ["bot-framework", "dataverse", "event-grid", "slack", "twilio", "whatsapp"].sort(),
  );
});

it.each(samples)("answers $name with its results, by a key", async (sample) => {
  const { key, path } = await givenSource(sample, "key");

  const called = await apiOf(url, key)("POST", path, sample.body);

  expect(called.status).toBe(200);
  const answered = resultsSchema.parse(called.json).results;
  expect(answered.map(shortly)).toEqual(sample.results.map((result) => ({ finding: undefined, ...result })));
});

it.each(samples)("answers $name with its results, proved as its sender does", async (sample) => {
  const { path, secret } = await givenSource(sample, "proof");
  const now = new Date(Date.now() + offsetMs).toISOString();
  const signed = given(SIGN[sample.source.kind])({ secret, now, body: sample.body });

  const response = await fetch(`${url}/api/${path}${signed.query ?? ""}`, {
    method: "POST",
    headers: signed.headers,
    body: signed.body,
  });

  expect(response.status).toBe(200);
  const answered = resultsSchema.parse(await response.json()).results;
  expect(answered.map(shortly)).toEqual(sample.results.map((result) => ({ finding: undefined, ...result })));
});

it("answers the handshakes by GET and OPTIONS", async () => {
  await makeTenant(admin, "handshakes");
  const tenant = "v1/tenants/handshakes/sources";
  await admin("PUT", `${tenant}/w`, { kind: "whatsapp", secret: "app", settings: { verifyToken: "v1" } });
  const put = await admin("PUT", `${tenant}/e`, { kind: "event-grid" });
  const code = given(madeSchema.parse(put.json).secret);

  const greeted = await fetch(
    `${url}/api/${tenant}/w?hub.mode=subscribe&hub.verify_token=v1&hub.challenge=1158201444`,
  );
  const asked = await fetch(`${url}/api/${tenant}/e?code=${code}`, {
    method: "OPTIONS",
    headers: { "webhook-request-origin": "eventgrid.azure.net" },
  });

  expect([greeted.status, await greeted.text()]).toEqual([200, "1158201444"]);
  expect([asked.status, asked.headers.get("webhook-allowed-origin")]).toEqual([200, "eventgrid.azure.net"]);
});

import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import fixtures from "../fixtures/channel-payloads.json" with { type: "json" };
import { type Api, apiOf, makeTenant } from "./api.ts";
import { type Stack, startStack } from "./stack.ts";

const FAMILIES = /^(bf|oc|directline)\./;
// The samples are of November 2026; the storage's clock is moved there, so that they are never in the future.
const SAMPLED_AT = Date.parse("2026-11-25T12:00:00Z");

const samples = fixtures.payloads.filter(({ name }) => FAMILIES.test(name));

let stack: Stack;
let url: string;
let admin: Api;
beforeAll(async () => {
  stack = await startStack();
  const offsetMs = SAMPLED_AT - Date.now();
  ({ url } = await stack.startHost({ CLOCK_OFFSET_MS: String(offsetMs) }));
  admin = apiOf(url, stack.adminKey);
});
afterAll(() => stack.stop());

const resultsSchema = z.object({ results: z.array(z.record(z.string(), z.unknown())) });

it("has samples of Bot Framework, Omnichannel and Direct Line", () => {
  expect(samples.length).toBeGreaterThanOrEqual(9);
});

it.each(samples)("answers $name with its results", async ({ name, source, body, results }) => {
  const tenant = name.toLowerCase().replaceAll(".", "-");
  const key = await makeTenant(admin, tenant, { since: "2026-10" });
  const path = `v1/tenants/${tenant}/sources/sample`;
  expect((await admin("PUT", path, source)).status).toBe(201);

  const called = await apiOf(url, key)("POST", path, body);

  expect(called.status).toBe(200);
  const answered = resultsSchema.parse(called.json).results;
  expect(answered.map(({ decision, reason, finding }) => ({ decision, reason, finding }))).toEqual(
    results?.map((result) => ({ finding: undefined, ...result })),
  );
});

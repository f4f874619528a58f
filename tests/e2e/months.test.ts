import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import type { HostProcess } from "../../infra/local/host-process.ts";
import { canonicalJson } from "../../shared/domain/canonical-json.ts";
import { type Api, apiOf, makeTenant, runNow } from "./api.ts";
import { recount } from "./recount.ts";
import { type Stack, startStack } from "./stack.ts";
import { startTaker, type Taker } from "./taker.ts";
import { putEndpoint } from "./told.ts";

const TENANT = "months";
const ROOT = `v1/tenants/${TENANT}`;
const POLLS_MAX = 2_000;
const TOLD = { timeout: 15_000, interval: 100 };

const eventSchema = z.object({ type: z.string(), data: z.looseObject({ period: z.string() }) });
/** What the tenant's endpoint was told: events by their ids, since one may come twice where a host was killed. */
const told = new Map<string, z.infer<typeof eventSchema>>();

let stack: Stack;
let taker: Taker<unknown>;
beforeAll(async () => {
  taker = await startTaker(({ headers, body }) =>
    told.set(String(headers["webhook-id"]), eventSchema.parse(JSON.parse(body))),
  );
  stack = await startStack();
});
afterAll(async () => {
  await stack.stop();
  await taker.close();
});

/** A host whose clock tells this time, and its API as the admin has it. */
const hostAt = async (iso: string): Promise<{ readonly host: HostProcess; readonly admin: Api }> => {
  const host = await stack.startHost({ CLOCK_OFFSET_MS: String(Date.parse(iso) - Date.now()) });
  return { host, admin: apiOf(host.url, stack.adminKey) };
};

const resultsSchema = z.object({
  results: z.array(z.object({ decision: z.string(), reason: z.string(), period: z.string() })),
});

/** Reports each conversation once, at this time; gives the decisions. */
const report = async (api: Api, conversations: readonly string[], at: string, botId = "bot-a") => {
  const body = conversations.map((conversationId) => ({ conversationId, botId, channel: "lcw", at }));
  return resultsSchema.parse((await api("POST", `${ROOT}/invocations`, body)).json).results;
};
const decisionsOf = (results: readonly { decision: string }[]): readonly string[] => [
  ...new Set(results.map(({ decision }) => decision)),
];
const ids = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${index}`);

const statementSchema = z.looseObject({
  period: z.string(),
  granted: z.int(),
  used: z.int(),
  unused: z.int(),
  overage: z.int(),
  byBot: z.array(z.object({ name: z.string(), sessions: z.int() })),
  hash: z.string(),
  previousHash: z.string().nullable(),
  late: z.object({ sessions: z.int() }),
});

/** Asks the host to close what is due, and waits until the tenant's statements are as many. */
const closedBy = async (host: HostProcess, admin: Api, statements: number) => {
  await runNow(host.url, "closePeriod");
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    const { json } = await admin("GET", `${ROOT}/statements`);
    const { items } = z.object({ items: z.array(statementSchema) }).parse(json);
    if (items.length >= statements) return items;
  }
  throw new Error(`There are not ${statements} statements.`);
};

it("runs October to January: each month closes once, exactly, over kills, duplicates and late arrivals", async () => {
  const october = await hostAt("2026-10-20T12:00:00Z");
  await makeTenant(october.admin, TENANT, { since: "2026-10" });
  await october.admin("PUT", `${ROOT}/grants/chat`, { kind: "chat", quantity: 1, from: "2026-10" });
  await october.admin("PUT", `${ROOT}/grants/more`, {
    kind: "chatbot-sessions-add-on",
    quantity: 1,
    from: "2026-11",
    until: "2026-12",
  });
  const events = ["period.closed", "period.late-session"];
  await putEndpoint(october.admin, TENANT, "books", { kind: "webhook", url: taker.url, events });
  await report(october.admin, ids("oct", 30), "2026-10-20T08:00:00Z");
  expect(decisionsOf(await report(october.admin, ids("oct", 30), "2026-10-20T09:00:00Z", "bot-b"))).toEqual([
    "already-counted",
  ]);
  await october.host.stop();

  const grace = await hostAt("2026-11-03T23:00:00Z");
  await closedBy(grace.host, grace.admin, 0);
  expect(decisionsOf(await report(grace.admin, ids("oct-in-grace", 5), "2026-10-31T23:59:59.999Z"))).toEqual([
    "counted",
  ]);
  await report(grace.admin, ids("nov", 70), "2026-11-01T00:00:00Z");
  // Spanning the month's end: first seen in November, then known to have begun in October.
  await report(grace.admin, ["moved"], "2026-11-01T00:00:01Z");
  await report(grace.admin, ["moved"], "2026-10-31T23:59:00Z");
  await grace.host.stop();

  const [victim, survivor] = await Promise.all([
    hostAt("2026-11-04T01:00:00Z"),
    hostAt("2026-11-04T01:00:00Z"),
  ]);
  const closing = closedBy(victim.host, survivor.admin, 1).catch(() => undefined);
  process.kill(victim.host.pid, "SIGKILL");
  const first = await closedBy(survivor.host, survivor.admin, 1);
  await closing;
  expect(first).toHaveLength(1);
  expect(first[0]).toMatchObject({
    period: "2026-10",
    granted: 50,
    used: 36,
    unused: 14,
    overage: 0,
    previousHash: null,
  });
  const late = await report(survivor.admin, ids("oct-late", 4), "2026-10-15T00:00:00Z");
  expect(late.map(({ decision, reason, period }) => [decision, reason, period])).toEqual(
    Array.from({ length: 4 }, () => ["late", "counted-after-close", "2026-10"]),
  );
  const again = await report(
    survivor.admin,
    [...ids("oct", 30), ...ids("oct-late", 4), "moved"],
    "2026-11-04T00:30:00Z",
  );
  expect([...new Set(again.map(({ decision, reason }) => `${decision} ${reason}`))]).toEqual([
    "already-counted counted-in-earlier-period",
  ]);
  await survivor.host.stop();

  const december = await hostAt("2026-12-03T00:00:00Z");
  await report(december.admin, ids("nov", 70), "2026-12-01T00:00:00Z");
  await report(december.admin, ids("dec", 60), "2026-12-02T00:00:00Z");
  await december.host.stop();

  const january = await hostAt("2027-01-10T00:00:00Z");
  const all = await closedBy(january.host, january.admin, 3);
  expect(
    all.map(({ period, granted, used, unused, overage, late: { sessions } }) => ({
      period,
      granted,
      used,
      unused,
      overage,
      sessions,
    })),
  ).toEqual([
    { period: "2026-10", granted: 50, used: 36, unused: 14, overage: 0, sessions: 4 },
    { period: "2026-11", granted: 150, used: 70, unused: 80, overage: 0, sessions: 0 },
    { period: "2026-12", granted: 50, used: 60, unused: 0, overage: 10, sessions: 0 },
  ]);
  expect(all[0]).toEqual({ ...first[0], late: { sessions: 4 } });
  await expectTold(all);
  let previousHash: string | null = null;
  for (const { hash, late: _, ...account } of all) {
    expect(account.previousHash).toBe(previousHash);
    expect(hash).toBe(sha256(canonicalJson(account)));
    previousHash = hash;
  }
  expect(
    (await january.admin("PUT", `${ROOT}/grants/past`, { kind: "chat", quantity: 9, from: "2026-12" })).json,
  ).toMatchObject({ type: "/problems/period-closed", period: "2026-12" });
  const { lanes, rows, sessions } = await recount(stack.azurite.connectionString, TENANT);
  expect(sessions).toBe(36 + 4 + 70 + 60);
  expect(Object.fromEntries(lanes)).toEqual(Object.fromEntries(rows));
});

/** The endpoint was told of each close once, with the figures of its statement, and of the late sessions of October. */
const expectTold = async (statements: readonly z.infer<typeof statementSchema>[]): Promise<void> => {
  const closed = statements.map(({ period, granted, used, unused, overage, hash }) => ({
    type: "period.closed",
    data: { tenantId: TENANT, period, granted, used, unused, overage, hash },
  }));
  const late = {
    type: "period.late-session",
    data: { tenantId: TENANT, period: "2026-10", lateSessions: 4 },
  };
  const sorted = () => [...told.values()].toSorted((a, b) => (a.data.period < b.data.period ? -1 : 1));
  await expect.poll(() => sorted().filter(({ type }) => type === "period.closed"), TOLD).toEqual(closed);
  await expect.poll(() => sorted().filter(({ type }) => type !== "period.closed"), TOLD).toEqual([late]);
};

const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64url");

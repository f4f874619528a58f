import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { type MailServer, startMailServer } from "../support/receivers.ts";
import { type Api, apiOf, makeTenant } from "./api.ts";
import { SLACK_MESSAGE, TEAMS_MESSAGE } from "./cards.ts";
import { type Stack, startStack } from "./stack.ts";
import { startTaker, type Taken, type Taker } from "./taker.ts";
import { alertsOf, deliveriesTo, ping, putEndpoint } from "./told.ts";

const TENANT = "told";
const ROOT = `v1/tenants/${TENANT}`;
const FROM = "meter@botmeter.example";
const KINDS = ["webhook", "teams", "slack", "email"] as const;
// A process is sure of a pool that others count for too after its next look at it, at most 10 s later.
const TOLD = { timeout: 15_000, interval: 50 };

/** What the webhook got: verified with every secret that it knows. */
type Event = { readonly id: string; readonly signatures: number; readonly body: z.infer<typeof eventSchema> };
const eventSchema = z.strictObject({
  type: z.string(),
  timestamp: z.iso.datetime(),
  data: z.looseObject({ tenantId: z.literal(TENANT), alert: z.string().optional() }),
});
const secrets: string[] = [];
const verified = ({ headers, body }: Taken): Event => {
  const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  if (secrets.length === 0) throw new Error("There is no secret yet.");
  for (const secret of secrets) new Webhook(secret).verify(body, named);
  return {
    id: named["webhook-id"] ?? "",
    signatures: named["webhook-signature"]?.split(" ").length ?? 0,
    body: eventSchema.parse(JSON.parse(body)),
  };
};

let stack: Stack;
let webhook: Taker<Event>;
let teams: Taker<string>;
let slack: Taker<string>;
let mail: MailServer;
/** The API at either of two hosts. */
let apis: readonly [Api, Api];
beforeAll(async () => {
  webhook = await startTaker(verified);
  teams = await startTaker(
    ({ body }) => TEAMS_MESSAGE.parse(JSON.parse(body)).attachments[0].content.fallbackText,
  );
  slack = await startTaker(({ body }) => SLACK_MESSAGE.parse(JSON.parse(body)).text);
  mail = await startMailServer();
  stack = await startStack();
  const settings = { SMTP_URL: mail.url, MAIL_FROM: FROM };
  const [one, other] = await Promise.all([stack.startHost(settings), stack.startHost(settings)]);
  apis = [apiOf(one.url, stack.adminKey), apiOf(other.url, stack.adminKey)];
  await makeTenant(apis[0], TENANT);
  await grant("small", 1);
  const addresses = {
    webhook: { url: webhook.url },
    teams: { url: teams.url },
    slack: { url: slack.url },
    email: { to: ["ops@botmeter.example", "finance@botmeter.example"] },
  };
  const events = ["pool.warning", "pool.exhausted", "pool.recovered"];
  for (const kind of KINDS) {
    const secret = await putEndpoint(apis[0], TENANT, kind, { kind, ...addresses[kind], events });
    if (secret !== "") secrets.push(secret);
  }
});
afterAll(async () => {
  await stack.stop();
  await Promise.all([webhook.close(), teams.close(), slack.close(), mail.close()]);
});

const grant = async (id: string, quantity: number): Promise<void> => {
  const from = new Date().toISOString().slice(0, 7);
  expect((await apis[0]("PUT", `${ROOT}/grants/${id}`, { kind: "chat", quantity, from })).status).toBe(201);
};
/** Reports the conversations `[from, to)`, all at once and each twice, to the hosts in turn. */
const burst = async (from: number, to: number, hosts: readonly Api[]): Promise<void> => {
  const calls = Array.from({ length: 2 * (to - from) }, (_, index) => {
    const body = { conversationId: `c-${from + Math.floor(index / 2)}`, botId: "bot-1", channel: "lcw" };
    return hosts[index % hosts.length]?.("POST", `${ROOT}/invocations`, body);
  });
  for (const called of await Promise.all(calls)) expect(called?.status).toBe(200);
};
/** What each kind of endpoint was told so far, in the order of the alphabet. */
const told = () => ({
  webhook: webhook.taken.map(({ body }) => body.type).toSorted(),
  teams: teams.taken.map(headline).toSorted(),
  slack: slack.taken.map(headline).toSorted(),
  email: mail.mails.map(({ raw }) => headline(/^Subject: (.*)$/m.exec(raw)?.[1] ?? "")).toSorted(),
});
const headline = (title: string): string => title.split(":")[0] ?? "";
const accessOf = async (api: Api): Promise<unknown> =>
  z.object({ access: z.string() }).parse((await api("POST", `${ROOT}/access-checks`)).json).access;
const everywhere = (types: readonly string[], headlines: readonly string[]) => ({
  webhook: types,
  teams: headlines,
  slack: headlines,
  email: headlines,
});

it("tells every kind of endpoint once that the pool runs low, seconds after", async () => {
  await burst(0, 42, [apis[0]]);

  await expect.poll(told, TOLD).toEqual(everywhere(["pool.warning"], [LOW]));
  expect(webhook.taken[0]?.body.data).toMatchObject({
    granted: 50,
    overage: 0,
    addOnsToBuy: {},
    forecast: {},
  });
  await expect.poll(() => accessOf(apis[0]), TOLD).toBe("near-limit");
});

it("tells every kind of endpoint once that the pool is used up, by two processes together", async () => {
  await burst(42, 52, apis);

  await expect.poll(told, TOLD).toEqual(everywhere(["pool.exhausted", "pool.warning"], [USED_UP, LOW]));
  await expect.poll(() => accessOf(apis[1]), TOLD).toBe("over-pool");
  const forecast = (await apis[0]("GET", `${ROOT}/forecast`)).json;
  expect(forecast).toMatchObject({ granted: 50, steps: expect.any(Array), link: expect.any(String) });
  expect(forecast).toMatchObject({ exhaustedOn: new Date().toISOString().slice(0, 10) });
});

it("tells every kind of endpoint which alerts a larger pool has ended", async () => {
  await grant("large", 200);

  const types = ["pool.exhausted", "pool.recovered", "pool.recovered", "pool.warning"];
  await expect.poll(told, TOLD).toEqual(everywhere(types, [USED_UP, RECOVERED, RECOVERED, LOW]));
  const ended = webhook.taken.filter(({ body }) => body.type === "pool.recovered");
  expect(ended.map(({ body }) => body.data.alert).toSorted()).toEqual(["exhausted", "warning"]);
  await expect.poll(() => accessOf(apis[1]), TOLD).toBe("allowed");
});

it("lists each alert as told and each delivery as made at the first attempt, under the same ids everywhere", async () => {
  const alerts = (await alertsOf(apis[1], TENANT)).map(({ alert, state, generation, sent }) =>
    [alert, state, generation, sent].join(" "),
  );
  const deliveries = await Promise.all(KINDS.map((kind) => deliveriesTo(apis[1], TENANT, kind)));

  expect(alerts.toSorted()).toEqual(["exhausted recovered 1 true", "warning recovered 1 true"]);
  const ids = webhook.taken.map(({ id }) => id).toSorted();
  expect(new Set(ids).size).toBe(4);
  for (const items of deliveries) {
    expect(items.map(({ id }) => id).toSorted()).toEqual(ids);
    for (const { state, attempts, log } of items)
      expect([state, attempts, log.length]).toEqual(["delivered", 1, 1]);
  }
  const mailed = mail.mails.map(({ raw }) => /^Message-ID: <(.*)@botmeter.example>/im.exec(raw)?.[1]);
  expect(mailed.toSorted()).toEqual(ids);
  for (const { from, to } of mail.mails)
    expect([from, ...to]).toEqual([FROM, "ops@botmeter.example", "finance@botmeter.example"]);
});

it("sends a ping to each endpoint, whatever events it asked for", async () => {
  const ids = await Promise.all(KINDS.map((kind) => ping(apis[0], TENANT, kind)));

  await expect.poll(() => webhook.taken.at(-1)?.id, TOLD).toBe(ids[0]);
  await expect.poll(() => [teams, slack].map(({ taken }) => taken.length), TOLD).toEqual([5, 5]);
  await expect.poll(() => mail.mails.length, TOLD).toBe(5);
});

it("signs with the old secret too once a new one is made", async () => {
  const rotated = await apis[1]("POST", `${ROOT}/endpoints/webhook/secrets`);
  expect(rotated.status).toBe(201);
  secrets.push(z.object({ secret: z.string() }).parse(rotated.json).secret);
  expect(webhook.taken.every(({ signatures }) => signatures === 1)).toBe(true);

  const id = await ping(apis[0], TENANT, "webhook");

  await expect.poll(() => webhook.taken.find((event) => event.id === id)?.signatures, TOLD).toBe(2);
});

it("tells an endpoint that was added later what it missed, under the ids of then", async () => {
  const late = await startTaker(({ headers }) => String(headers["webhook-id"]));
  await putEndpoint(apis[0], TENANT, "late", { kind: "webhook", url: late.url, events: ["pool.recovered"] });
  const [from, to] = [-1, 1].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());

  const replayed = await apis[0]("POST", `${ROOT}/endpoints/late/replays`, { from, to });

  expect(replayed).toMatchObject({ status: 202, json: { events: 2 } });
  const recovered = webhook.taken.filter(({ body }) => body.type === "pool.recovered");
  await expect.poll(() => late.taken.toSorted(), TOLD).toEqual(recovered.map(({ id }) => id).toSorted());
  await late.close();
});

it("sent nothing that a receiver would refuse", () => {
  expect([webhook, teams, slack].flatMap(({ refused }) => refused)).toEqual([]);
});

const LOW = "Bot session pool running low";
const USED_UP = "Bot session pool exhausted";
const RECOVERED = "Bot session pool recovered";

import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { apiOf, makeTenant } from "./api.ts";
import { type Delivered, deliver } from "./deliver.ts";
import { type Delivery, deliveriesOf } from "./deliveries.ts";
import { recount } from "./recount.ts";
import { type Stack, startStack } from "./stack.ts";

const CONVERSATIONS = 1000;
const DELIVERIES = 5000;
const CLIENTS = 64;
const KILL_AFTER = 2000;
const TENANT = "exact";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const balanceSchema = z.object({ used: z.int() });

it("counts 1,000 conversations exactly, reported 5,000 times to two processes of which one is killed", async () => {
  const [survivor, victim] = await Promise.all([stack.startHost(), stack.startHost()]);
  const admin = apiOf(survivor.url, stack.adminKey);
  const key = await makeTenant(admin, TENANT);
  const deliveries = deliveriesOf(CONVERSATIONS, DELIVERIES, Date.now());
  const targets = [apiOf(survivor.url, key), apiOf(victim.url, key)];
  const path = `v1/tenants/${TENANT}/invocations`;

  const delivered = await deliver(deliveries, CLIENTS, async (delivery, attempt, done) => {
    if (done === KILL_AFTER) process.kill(victim.pid, "SIGKILL");
    // A retry goes to the one that lives, as a load balancer would send it.
    const api = targets[attempt === 0 && done < KILL_AFTER ? delivery.number % 2 : 0] ?? admin;
    return await api("POST", path, delivery.body);
  });

  expect(delivered.lost.size, "the kill took some calls with it").toBeGreaterThan(0);
  const { json } = await admin("GET", `v1/tenants/${TENANT}/balance`);
  expect(balanceSchema.parse(json).used).toBe(CONVERSATIONS);
  expectRightDecisions(delivered, deliveries);
  const { lanes, rows, sessions } = await recount(stack.azurite.connectionString, TENANT);
  expect(sessions).toBe(CONVERSATIONS);
  expect(Object.fromEntries(lanes)).toEqual(Object.fromEntries(rows));
  expect(Object.fromEntries(lanes)).toEqual(Object.fromEntries(modelOf(deliveries)));
});

/** One `counted` for each conversation, none where its answer may have been among the lost ones. */
const expectRightDecisions = ({ decisions, lost }: Delivered, deliveries: readonly Delivery[]): void => {
  expect(decisions.length).toBe(DELIVERIES);
  const counted = new Map<string, number>();
  for (const { conversationId, decision } of decisions) {
    expect(["counted", "already-counted"]).toContain(decision);
    if (decision === "counted") counted.set(conversationId, (counted.get(conversationId) ?? 0) + 1);
  }
  for (const { conversationId } of deliveries) {
    const times = counted.get(conversationId) ?? 0;
    expect(times).toBeLessThanOrEqual(1);
    if (!lost.has(conversationId)) expect(times).toBe(1);
  }
};

/** What the figures must be, told from the deliveries alone: each conversation on its earliest day, in its channel, with all its bots. */
const modelOf = (deliveries: readonly Delivery[]): ReadonlyMap<string, number> => {
  const conversations = Map.groupBy(deliveries, ({ conversationId }) => conversationId);
  const figures = new Map<string, number>([["sessions", conversations.size]]);
  const add = (figure: string) => figures.set(figure, (figures.get(figure) ?? 0) + 1);
  for (const [, of] of conversations) {
    const earliest = of.map(({ body }) => body.at).sort()[0] ?? "";
    add(`day|${earliest.slice(0, 10)}`);
    add("channel|lcw");
    for (const bot of new Set(of.map(({ body }) => body.botId))) add(`bot|${bot}`);
  }
  return new Map([...figures].sort());
};

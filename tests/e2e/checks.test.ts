import { QueueServiceClient } from "@azure/storage-queue";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { type Api, apiOf, makeTenant } from "./api.ts";
import { type Stack, startStack } from "./stack.ts";
import { alertsOf } from "./told.ts";

const QUEUE = "shortfall-checks";
const CHECKS = 1_000;
const SENDERS = 16;
const DRAINED = { timeout: 90_000, interval: 200 };
const TENANTS = Array.from({ length: 6 }, (_, index) => `checked-${index}`);
const PERIOD = new Date().toISOString().slice(0, 7);

/** Messages that can never succeed, and why. */
const POISON: readonly (readonly [text: string, reason: string])[] = [
  ["not JSON at all", "malformed"],
  [`{"tenant":"${TENANTS[0]}","period":"${PERIOD}"`, "malformed"],
  ["[]", "malformed"],
  ["null", "malformed"],
  [JSON.stringify({ tenant: TENANTS[0], period: PERIOD }), "malformed"],
  [JSON.stringify({ tenant: "No Slug", period: PERIOD, cause: "counted" }), "malformed"],
  [JSON.stringify({ tenant: TENANTS[0], period: "2026-13", cause: "counted" }), "malformed"],
  [JSON.stringify({ tenant: TENANTS[0], period: PERIOD, cause: "other" }), "malformed"],
  [JSON.stringify({ tenant: TENANTS[0], period: PERIOD, cause: "counted", dequeueCount: 1 }), "malformed"],
  [JSON.stringify({ tenant: "nobody", period: PERIOD, cause: "counted" }), "no-such-tenant"],
];

let stack: Stack;
let admin: Api;
const evaluated: string[] = [];
beforeAll(async () => {
  stack = await startStack();
  const onLine = (line: string): void => {
    if (line.includes('"event":"evaluated"')) evaluated.push(line);
  };
  const { url } = await stack.startHost({}, onLine);
  admin = apiOf(url, stack.adminKey);
  for (const tenant of TENANTS) {
    await makeTenant(admin, tenant);
    const used = { conversationId: "c-1", botId: "bot-1", channel: "lcw" };
    // No pool at all: the first session exhausts it. A process asks no queue about a pool that it has not read yet.
    expect((await admin("POST", `v1/tenants/${tenant}/invocations`, used)).status).toBe(200);
  }
});
afterAll(() => stack.stop());

/** The messages: every hundredth is poison, and all are different or repeated as they come. */
const messages = Array.from({ length: CHECKS }, (_, index) => {
  const tenant = TENANTS[index % TENANTS.length];
  const poison = index % 100 === 50 ? POISON[Math.floor(index / 100)] : undefined;
  return poison?.[0] ?? JSON.stringify({ tenant, period: PERIOD, cause: "counted" });
});

const parkedSchema = z.object({
  items: z.array(
    z.strictObject({
      queue: z.string(),
      reason: z.string(),
      parkedAt: z.iso.datetime(),
      bytes: z.int(),
      hash: z.string(),
    }),
  ),
});

it("does 990 checks of 1,000 and parks the other 10, each with its reason, leaving the queues empty", async () => {
  const queues = QueueServiceClient.fromConnectionString(stack.azurite.connectionString);
  const countIn = async (name: string): Promise<number | undefined> =>
    (await queues.getQueueClient(name).getProperties()).approximateMessagesCount;
  await queues.getQueueClient(QUEUE).createIfNotExists();

  const next = messages.values();
  const sender = async (): Promise<void> => {
    for (const text of next)
      await queues.getQueueClient(QUEUE).sendMessage(Buffer.from(text).toString("base64"));
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));

  await expect.poll(() => countIn(QUEUE), DRAINED).toBe(0);
  expect(evaluated.length).toBe(CHECKS - POISON.length);
  const { items } = parkedSchema.parse((await admin("GET", "v1/parked")).json);
  const shown = items.map(({ queue, reason, bytes }) => `${queue} ${reason} ${bytes}`);
  const sent = POISON.map(([text, reason]) => `${QUEUE} ${reason} ${Buffer.byteLength(text)}`);
  expect(shown.toSorted()).toEqual(sent.toSorted());
  for await (const { name } of queues.listQueues())
    if (name.endsWith("-poison")) expect(await countIn(name), name).toBe(0);
  for (const tenant of TENANTS) {
    const alerts = (await alertsOf(admin, tenant)).map(({ alert, generation }) => `${alert} ${generation}`);
    expect(alerts).toEqual(["exhausted 1"]);
  }
});

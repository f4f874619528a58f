import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import type { HostProcess } from "../../infra/local/host-process.ts";
import { seededRandom } from "../simulation/random.ts";
import { type Api, apiOf, makeTenant, runNow } from "./api.ts";
import { type Stack, startStack } from "./stack.ts";
import { startTaker, type Taken, type Taker } from "./taker.ts";
import { alertsOf, deliveriesTo, type ListedDelivery, ping, putEndpoint } from "./told.ts";

const KILLS = Number(process.env["BOTMETER_KILLS"] ?? 10);
const PINGS = 12;
// Each ping is answered, arrives and is taken: a kill that waits for so many happenings always comes.
const HAPPENINGS = 3 * PINGS - 6;
const ANSWER_MS_MAX = 150;
const ENDPOINTS = ["one", "two"] as const;
const TENANTS = Array.from({ length: KILLS }, (_, number) => `killed-${number}`);
// From here on the clock is ahead by more with each host, so that the next one finds due what the one before booked
// for a minute later or had moved 2 minutes ahead. Not yet the day from which forecasts are told.
const START_MS = Date.parse("2026-11-02T12:00:00Z");
const STEP_MS = 125_000;
// All that is booked after a few attempts is due by then.
const END_MS = START_MS + 24 * 60 * 60 * 1000;
const TIMEOUT = { timeout: 240_000 + KILLS * 8_000 };
// An attempt that the last host loses to a slow storage is booked for a minute later, and a sweep moves it by two.
const SETTLED = { timeout: 200_000, interval: 1_000 };

/** An event as an endpoint got it. */
type Receipt = { readonly path: string; readonly id: string; readonly type: string };
const bodySchema = z.object({ type: z.string() });
const pathOf = (tenant: string, endpoint: string): string => `/${tenant}/${endpoint}`;
const PATHS = TENANTS.flatMap((tenant) => ENDPOINTS.map((endpoint) => ({ tenant, endpoint })));

const random = seededRandom(Number(process.env["BOTMETER_SEED"] ?? 1));
/** How many happenings are left before the host is killed. */
let countdown = { left: 0, kill: (): void => {} };
const happened = (): void => {
  countdown.left -= 1;
  if (countdown.left === 0) countdown.kill();
};
const take = async ({ path, headers, body }: Taken): Promise<Receipt> => {
  happened();
  await delay(random.below(ANSWER_MS_MAX));
  happened();
  return { path, id: String(headers["webhook-id"]), type: bodySchema.parse(JSON.parse(body)).type };
};

let stack: Stack;
let taker: Taker<Receipt>;
beforeAll(async () => {
  taker = await startTaker(take);
  stack = await startStack();
});
afterAll(async () => {
  await stack.stop();
  await taker.close();
});

/** One more host on the same storage; messages of one that was killed are seen again after a second. */
const hostAt = async (timeMs: number): Promise<{ readonly host: HostProcess; readonly api: Api }> => {
  const host = await stack.startHost({
    CLOCK_OFFSET_MS: String(timeMs - Date.now()),
    QUEUE_HIDDEN_SECONDS: "1",
  });
  return { host, api: apiOf(host.url, stack.adminKey) };
};

const makeTenants = async (api: Api): Promise<void> => {
  for (const tenant of TENANTS) {
    await makeTenant(api, tenant);
    await api("PUT", `v1/tenants/${tenant}/grants/g`, { kind: "chat", quantity: 1, from: "2026-11" });
    for (const endpoint of ENDPOINTS)
      await putEndpoint(api, tenant, endpoint, {
        kind: "webhook",
        url: `${taker.url}${pathOf(tenant, endpoint)}`,
      });
  }
};

/** Uses up the tenant's pool of 50 sessions, in two calls: the first takes it past 80 %. */
const useUp = async (api: Api, tenant: string): Promise<void> => {
  for (const [from, to] of [
    [0, 42],
    [42, 52],
  ] as const) {
    const body = Array.from({ length: to - from }, (_, index) => ({
      conversationId: `c-${from + index}`,
      botId: "bot-1",
      channel: "lcw",
    }));
    expect((await api("POST", `v1/tenants/${tenant}/invocations`, body)).status).toBe(200);
  }
};

/** Has the host deliver, kills it somewhere in the middle, and gives the pings that it had accepted. */
const killWhileDelivering = async ({ host, api }: { host: HostProcess; api: Api }, tenant: string) => {
  countdown = { left: 1 + random.below(HAPPENINGS), kill: () => process.kill(host.pid, "SIGKILL") };
  const pings = Array.from({ length: PINGS }, () => random.pick(PATHS));
  const pinged = pings.map(async (at) => {
    const id = await ping(api, at.tenant, at.endpoint).catch(() => undefined);
    happened();
    return id === undefined ? [] : [{ path: pathOf(at.tenant, at.endpoint), id }];
  });
  // By hand, since for 10 s after a kill nobody has the lease under which timers run.
  const swept = runNow(host.url, "sweep").catch(() => undefined);
  // What has no answer is reported again, as any sender would.
  await useUp(api, tenant).catch(() => undefined);
  const accepted = (await Promise.all(pinged)).flat();
  await Promise.all([swept, host.exited]);
  return accepted;
};

/** All deliveries that the API lists, with their paths at the receiver. */
const listAll = async (api: Api): Promise<readonly (ListedDelivery & { readonly path: string })[]> => {
  const lists = PATHS.map(async ({ tenant, endpoint }) =>
    (await deliveriesTo(api, tenant, endpoint)).map((item) => ({ ...item, path: pathOf(tenant, endpoint) })),
  );
  return (await Promise.all(lists)).flat();
};
const nameOf = ({ path, id }: { readonly path: string; readonly id: string }): string => `${path} ${id}`;
const namesOf = (items: readonly { readonly path: string; readonly id: string }[]): readonly string[] =>
  [...new Set(items.map(nameOf))].sort();

it(
  `delivers all that was accepted, each under one id, over ${KILLS} kills in the middle of it`,
  TIMEOUT,
  async () => {
    const accepted: { readonly path: string; readonly id: string }[] = [];
    let running = await hostAt(START_MS);
    await makeTenants(running.api);
    for (const [number, tenant] of TENANTS.entries()) {
      accepted.push(...(await killWhileDelivering(running, tenant)));
      const isLast = number === KILLS - 1;
      running = await hostAt(isLast ? END_MS : START_MS + (number + 1) * STEP_MS);
    }
    const { host, api } = running;
    for (const tenant of TENANTS) await useUp(api, tenant);
    // What the killed hosts did not come to ask for, the hourly pass finds.
    await runNow(host.url, "closePeriod");
    const alerts = async () => (await Promise.all(TENANTS.map((tenant) => alertsOf(api, tenant)))).flat();
    const untold = async () => (await alerts()).filter(({ sent }) => !sent).length;
    const exhausted = async () => (await alerts()).filter(({ alert }) => alert === "exhausted").length;
    await expect.poll(exhausted, SETTLED).toBe(KILLS);
    await expect.poll(untold, SETTLED).toBe(0);
    const undelivered = async () => (await listAll(api)).filter(({ state }) => state !== "delivered");
    await expect.poll(undelivered, SETTLED).toEqual([]);

    const listed = await listAll(api);
    expect(namesOf(taker.taken)).toEqual(namesOf(listed));
    expect(namesOf(listed)).toEqual(expect.arrayContaining(namesOf(accepted) as string[]));
    expect(listed.filter(({ attempts }) => attempts > 1).length, "some were cut off").toBeGreaterThan(0);
    for (const tenant of TENANTS) await expectOneIdEach(api, tenant);
  },
);

/** Both endpoints of the tenant got each of its alerts, under one id that is the same for both. */
const expectOneIdEach = async (api: Api, tenant: string): Promise<void> => {
  const types = (await alertsOf(api, tenant)).map(({ type }) => type).toSorted();
  const told = ENDPOINTS.map((endpoint) => {
    const got = taker.taken.filter(({ path, type }) => path === pathOf(tenant, endpoint) && type !== "ping");
    return [...new Map(got.map(({ id, type }) => [id, type]))].toSorted();
  });
  expect(told[0]).toEqual(told[1]);
  expect(told[0]?.map(([, type]) => type).toSorted()).toEqual(types);
};

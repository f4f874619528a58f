import { beforeEach, describe, expect, it } from "vitest";
import { deliverNotification } from "../../functions/deliver-notification.ts";
import { evaluateShortfall } from "../../functions/evaluate-shortfall.ts";
import { StoreUnavailable } from "../../shared/application/ports.ts";
import { memoryTable } from "../../shared/storage/memory-table.ts";
import { type BreakableTable, breakableTable } from "../support/breakable-table.ts";
import { givenTenant, type MemoryApp, memoryApp, newWorld } from "../support/memory-app.ts";

let store: BreakableTable;
let memory: MemoryApp;
let logged: string[];
beforeEach(async () => {
  store = breakableTable(memoryTable());
  memory = memoryApp(newWorld(store));
  logged = [];
  await givenTenant(memory);
});

const CHECK = { tenant: "acme", period: "2026-11", cause: "counted" };
const DUE = {
  tenant: "acme",
  endpoint: "ops",
  event: "2026-11-25T09:00:00.000Z|msg_1",
  due: "2026-11-25T09:00:00.000Z",
  booked: "2026-11-25T09:00:00.000Z",
};
const QUEUES = [
  ["shortfall-checks", evaluateShortfall, CHECK],
  ["notifications", deliverNotification, DUE],
] as const;
const receive = (trigger: (typeof QUEUES)[number][1], message: unknown, dequeueCount = 1) =>
  memory.timers.settle(trigger(memory.app)({ message, dequeueCount, log: (line) => logged.push(line) }));
const parked = async () =>
  (await memory.app.parkedMessages.list()).map(({ queue, reason }) => `${queue}: ${reason}`);
/** The same app with use cases that fail so, by default by a fault of ours. */
const givenFault = (fault: Error = new TypeError("secret words of a fault")): void => {
  const fail = async (): Promise<never> => {
    throw fault;
  };
  memory = { ...memory, app: { ...memory.app, evaluateShortfall: fail, deliver: fail } };
};

describe.each(QUEUES)("a message of %s", (queue, trigger, message) => {
  it("that is what it should be is handled, and not parked", async () => {
    await receive(trigger, message);
    expect(await parked()).toEqual([]);
    expect(logged).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ["no JSON", "not { json"],
    ["empty", ""],
    ["null", null],
    ["a number", 7],
    ["a list", [message]],
    ["without a field", { ...message, tenant: undefined }],
    ["of a tenant that can be none", { ...message, tenant: "Not A Tenant" }],
    ["of a tenant with a key's separator", { ...message, tenant: "acme|x" }],
    ["with the id that the host adds", { ...message, id: "7" }],
    ["with the count that the host adds", { ...message, dequeueCount: 2 }],
    ["nested in itself", { message }],
  ])("that is %s is parked as malformed at first sight", async (_, bad) => {
    expect(await receive(trigger, bad)).toEqual({});
    expect(await parked()).toEqual([`${queue}: malformed`]);
    expect(logged).toEqual([JSON.stringify({ event: "parked", queue, reason: "malformed" })]);
  });

  it("is left to the host while the storage is down, however often it came", async () => {
    store.be("down");
    for (const dequeueCount of [1, 4, 5, 6])
      await expect(receive(trigger, message, dequeueCount)).rejects.toBeInstanceOf(StoreUnavailable);
    store.be("up");
    expect(await parked()).toEqual([]);
  });

  it("that meets the end of an outage is left to the host too, since it can still succeed", async () => {
    givenFault(new StoreUnavailable("Not done within the deadline."));
    await expect(receive(trigger, message, 5)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await parked()).toEqual([]);
  });

  it.each([1, 2, 3, 4])(
    "that meets a fault of ours is left to the host the %ith time",
    async (dequeueCount) => {
      givenFault();
      await expect(receive(trigger, message, dequeueCount)).rejects.toBeInstanceOf(TypeError);
      expect(await parked()).toEqual([]);
    },
  );

  it("that meets a fault of ours the 5th time is parked, without the fault's words", async () => {
    givenFault();
    expect(await receive(trigger, message, 5)).toEqual({});
    expect(await parked()).toEqual([`${queue}: fault`]);
    expect(JSON.stringify([logged, await memory.app.parkedMessages.list()])).not.toContain("secret words");
  });

  it("that cannot be parked is left to the host", async () => {
    store.be("refusing");
    await expect(receive(trigger, "not { json")).rejects.toBeInstanceOf(StoreUnavailable);
  });
});

describe("a check", () => {
  it("of a tenant that is not there is parked", async () => {
    await receive(evaluateShortfall, { ...CHECK, tenant: "nobody" });
    expect(await parked()).toEqual(["shortfall-checks: no-such-tenant"]);
  });

  it.each([{ period: "2026-13" }, { period: "2026-11-25" }, { cause: "any" }])(
    "of %o is parked as malformed",
    async (but) => {
      await receive(evaluateShortfall, { ...CHECK, ...but });
      expect(await parked()).toEqual(["shortfall-checks: malformed"]);
    },
  );
});

describe("a delivery", () => {
  it("of a tenant or an endpoint that is not there is superfluous, not parked", async () => {
    expect(await receive(deliverNotification, { ...DUE, tenant: "nobody" })).toEqual({});
    expect(await parked()).toEqual([]);
    expect(JSON.parse(logged[0] ?? "")).toMatchObject({ event: "delivery", outcome: "superfluous" });
  });

  it.each([
    { event: "msg_1" },
    { event: `${DUE.event}|x` },
    { due: "soon" },
    { booked: 7 },
    { endpoint: "" },
  ])("of %o is parked as malformed", async (but) => {
    await receive(deliverNotification, { ...DUE, ...but });
    expect(await parked()).toEqual(["notifications: malformed"]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Hosted } from "../support/hosted.ts";
import { idOf, type operatorOf, sendingInstallation, timestampOf, verified } from "../support/operator.ts";
import { type Receiver, startReceiver } from "../support/receivers.ts";

const DAY = 86_400_000;
const BEGIN = Date.parse("2026-11-02T09:00:00.000Z");
const isoAfter = (days: number): string => new Date(BEGIN + days * DAY).toISOString();

let receiver: Receiver;
let other: Receiver;
let host: Hosted;
let operator: ReturnType<typeof operatorOf>;
beforeEach(async () => {
  [receiver, other] = [await startReceiver(), await startReceiver()];
  ({ host, operator } = await sendingInstallation(isoAfter(0)));
  await operator.putWebhook("ops", receiver.url);
  await operator.putWebhook("other", other.url);
});
afterEach(() => Promise.all([receiver.close(), other.close()]));

const opsNow = async () => (await operator.endpoints()).find(({ endpointId }) => endpointId === "ops");
const typesTo = ({ requests }: Receiver): readonly string[] =>
  requests.map(({ body }) => JSON.parse(body).type);
const idsTo = ({ requests }: Receiver): readonly string[] => [...new Set(requests.map(idOf))].sort();

describe("an endpoint that is down for seven days, while events keep coming", () => {
  /** Twice a day the pool grows and runs dry again. */
  const givenDays = async (from: number, to: number): Promise<void> => {
    for (let half = from * 2; half < to * 2; half++) {
      await operator.grant(`g${half}`, 1);
      await host.handleAll();
      await operator.count(50);
      await host.until(isoAfter((half + 1) / 2));
    }
  };
  beforeEach(() => receiver.answerWith("close"));

  it("is disabled by its first failure of the fifth day, and not before", async () => {
    await givenDays(0, 5);
    expect(await opsNow()).toMatchObject({
      state: "active",
      failingSince: isoAfter(0),
    });
    await givenDays(5, 7);
    const { disabledAt = "", failingSince = "", ...ops } = (await opsNow()) ?? {};
    expect(ops).toMatchObject({ state: "disabled", reason: "failing" });
    const days = (Date.parse(disabledAt) - Date.parse(failingSince)) / DAY;
    expect(days).toBeGreaterThanOrEqual(5);
    expect(days).toBeLessThan(5.5);
    expect(receiver.requests.map(timestampOf).at(-1)?.slice(0, 19)).toBe(disabledAt.slice(0, 19));
  });

  it("is told of to the others, once and within a minute", async () => {
    await givenDays(0, 7);
    const told = other.requests.filter(({ body }) => JSON.parse(body).type === "endpoint.disabled");
    expect(told.map(({ body }) => JSON.parse(body).data)).toEqual([
      { tenantId: "acme", endpointId: "ops", reason: "failing" },
    ]);
    const { disabledAt = "" } = (await opsNow()) ?? {};
    const waitedMs = Date.parse(told.map(timestampOf).join()) - Date.parse(disabledAt);
    expect(waitedMs).toBeLessThanOrEqual(60_000);
    await host.hourly();
    await host.until(isoAfter(7.1));
    expect(typesTo(other).filter((type) => type === "endpoint.disabled")).toHaveLength(1);
  });

  it("has what comes afterwards parked, seen by the API, and what was on its way when it is due", async () => {
    await givenDays(0, 7);
    const { disabledAt = "" } = (await opsNow()) ?? {};
    const listed = await operator.deliveries("ops");
    expect(listed.map(({ id }) => id).sort()).toEqual(idsTo(other));
    expect(listed.map(({ state }) => state)).toEqual(listed.map(() => "parked"));
    const later = listed.filter(({ at }) => at > disabledAt);
    expect(later.length).toBeGreaterThanOrEqual(4);
    for (const delivery of later)
      expect(delivery).toMatchObject({ reason: "endpoint-disabled", attempts: 0, log: [] });
  });

  it("gets all of it by a replay once it is enabled again, under the same ids", async () => {
    const secret = await operator.rotate("ops");
    await givenDays(0, 7);
    receiver.answerWith({ status: 204 });
    const attempts = receiver.requests.length;
    await operator.putWebhook("ops", receiver.url);
    expect(await opsNow()).toEqual({ endpointId: "ops", state: "active" });
    await operator.replay("ops", isoAfter(0), isoAfter(7));
    await host.until(isoAfter(7.01));
    const sent = receiver.requests.slice(attempts);
    expect(sent.map(idOf).sort()).toEqual(idsTo(other));
    for (const request of sent) expect(verified(request, secret)).toEqual(JSON.parse(request.body));
    expect((await operator.deliveries("ops")).map(({ state }) => state)).toEqual(sent.map(() => "delivered"));
  });
});

describe("an endpoint that answers 410", () => {
  it("is disabled at once, told of to the others, and sent nothing more", async () => {
    receiver.answerWith({ status: 410 });
    await operator.ping("ops");
    await operator.ping("ops");
    await host.handleAll();
    expect(await opsNow()).toMatchObject({ state: "disabled", reason: "gone", disabledAt: isoAfter(0) });
    expect(receiver.requests).toHaveLength(1);
    // Two pings, and what tells the others of it.
    expect((await operator.deliveries("ops")).map(({ state, reason }) => `${state}: ${reason}`)).toEqual(
      Array(3).fill("parked: endpoint-disabled"),
    );
    expect(typesTo(other)).toEqual(["endpoint.disabled"]);
    await host.until(isoAfter(1));
    expect(receiver.requests).toHaveLength(1);
  });

  it("is told of each time that it happens, also where the message that asks for it is lost", async () => {
    receiver.answerWith({ status: 410 });
    for (const days of [1, 2]) {
      await operator.putWebhook("ops", receiver.url);
      await operator.ping("ops");
      const [message = ""] = host.notifications.splice(0);
      host.notifications.push(message);
      await host.until(isoAfter(days - 0.5));
      host.checks.splice(0);
      await host.hourly();
      await host.hourly();
      await host.until(isoAfter(days));
    }
    expect(typesTo(other)).toEqual(["endpoint.disabled", "endpoint.disabled"]);
    expect(idsTo(other)).toHaveLength(2);
  });
});

describe("an endpoint that fails now and then", () => {
  it("is not disabled, however long ago its first failure is", async () => {
    receiver.answerWith({ status: 500 });
    for (let day = 0; day < 7; day++) {
      await operator.ping("ops");
      await host.until(isoAfter(day + 0.5));
      if (day === 3) {
        receiver.answerWith({ status: 204 }, { status: 500 });
        await operator.ping("ops");
        await host.until(isoAfter(day + 0.75));
      }
      await host.until(isoAfter(day + 1));
    }
    expect(await opsNow()).toMatchObject({ state: "active" });
    expect(Date.parse((await opsNow())?.failingSince ?? "")).toBeGreaterThan(BEGIN + 3 * DAY);
    expect(typesTo(other)).toEqual([]);
  });
});

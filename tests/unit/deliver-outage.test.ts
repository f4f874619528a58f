import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Hosted } from "../support/hosted.ts";
import { idOf, type operatorOf, sendingInstallation, timestampOf, verified } from "../support/operator.ts";
import { type Receiver, startReceiver } from "../support/receivers.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
// After each attempt, before the sweep's rounding: 5 s are less than an attempt may last.
const DELAYS = [MINUTE, 5 * MINUTE, ...[0.5, 2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)];
const minuteAfter = (ms: number): number => Math.ceil(ms / MINUTE) * MINUTE;

let receiver: Receiver;
let host: Hosted;
let operator: ReturnType<typeof operatorOf>;
let secret: string;
beforeEach(async () => {
  receiver = await startReceiver();
  ({ host, operator } = await sendingInstallation());
  secret = await operator.putWebhook("ops", receiver.url);
  await operator.grant("g1", 1);
  await host.handleAll();
  receiver.answerWith({ status: 503 });
});
afterEach(() => receiver.close());

const attemptsOf = (id: string) => receiver.requests.filter((request) => idOf(request) === id);
const timesOf = (id: string) => attemptsOf(id).map((request) => Date.parse(timestampOf(request)));
const expectOnSchedule = (times: readonly number[]): void => {
  for (const [index, time] of times.slice(1).entries()) {
    const [before = 0, delay = 0] = [times[index], DELAYS[index]];
    expect(time).toBe(minuteAfter(time));
    expect(time).toBeGreaterThanOrEqual(before + delay);
    expect(time).toBeLessThanOrEqual(minuteAfter(before + delay * 1.1));
  }
};

describe("a receiver that is down for three days", () => {
  const givenOutage = async (): Promise<void> => {
    await operator.count(41);
    await host.until("2026-11-26T09:00:20.000Z");
    await operator.ping("ops");
    await host.until("2026-11-28T09:00:00.000Z");
    receiver.answerWith({ status: 204 });
    await host.until("2026-12-01T09:00:00.000Z");
  };

  it("gets every event, each in as many attempts as its schedule has until then", async () => {
    await givenOutage();
    const listed = await operator.deliveries("ops");
    expect(listed.map(({ state }) => state)).toEqual(["delivered", "delivered"]);
    for (const { id, attempts, log } of listed) {
      expect(attemptsOf(id)).toHaveLength(attempts);
      expect(log.map(({ at }) => Date.parse(at)).map((time) => Math.floor(time / 1_000) * 1_000)).toEqual(
        timesOf(id),
      );
      expectOnSchedule(timesOf(id));
    }
    // Down from 0 to 72 h the first has but its last attempt left; the other, begun a day later, two.
    expect(listed.map(({ attempts }) => attempts)).toEqual([10, 9]);
  });

  it("can verify each attempt, of one id and body and the time that it was made", async () => {
    await givenOutage();
    for (const { id } of await operator.deliveries("ops")) {
      const attempts = attemptsOf(id);
      for (const request of attempts) expect(verified(request, secret)).toEqual(JSON.parse(request.body));
      expect(new Set(attempts.map(({ body }) => body)).size).toBe(1);
      expect(new Set(attempts.map(timestampOf)).size).toBe(attempts.length);
      expect(new Set(attempts.map(({ headers }) => headers["webhook-signature"])).size).toBe(attempts.length);
    }
  });

  it("costs nothing of an event that is sent to another", async () => {
    const other = await startReceiver();
    try {
      await operator.putWebhook("other", other.url);
      await operator.count(41);
      await host.until("2026-11-25T09:01:00.000Z");
      expect(other.requests).toHaveLength(1);
      await host.until("2026-11-25T12:00:00.000Z");
      expect(other.requests.map(idOf)).toEqual([...new Set(receiver.requests.map(idOf))]);
      expect(receiver.requests).toHaveLength(5);
    } finally {
      await other.close();
    }
  });
});

describe("an event that no attempt delivers", () => {
  it("is parked after the tenth, its attempts shown, and sent again when it is asked for", async () => {
    await operator.count(41);
    await host.until("2026-11-29T09:00:00.000Z");
    const [listed] = await operator.deliveries("ops");
    expect(listed).toMatchObject({ state: "parked", reason: "attempts-exhausted", attempts: 10 });
    expect(listed?.log.map(({ status, reason }) => [status, reason])).toEqual(
      Array(10).fill([503, "status 503"]),
    );
    expect(receiver.requests).toHaveLength(10);

    receiver.answerWith({ status: 204 });
    await operator.replay("ops", "2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z");
    await host.until("2026-11-29T09:01:00.000Z");
    expect(new Set(receiver.requests.map(idOf)).size).toBe(1);
    expect((await operator.deliveries("ops"))[0]).toMatchObject({ state: "delivered", attempts: 1 });
  });
});

describe("a receiver that says when to come back", () => {
  it.each([
    ["in seconds", { "retry-after": "7200" }],
    ["by a date", { "retry-after": "Wed, 25 Nov 2026 11:00:00 GMT", date: "Wed, 25 Nov 2026 09:00:00 GMT" }],
  ])("is not sent to before: %s", async (_, headers) => {
    receiver.answerWith({ status: 429, headers }, { status: 204 });
    await operator.ping("ops");
    await host.handleAll();
    await host.until("2026-11-25T10:59:59.000Z");
    expect(receiver.requests).toHaveLength(1);
    expect((await operator.deliveries("ops"))[0]).toMatchObject({
      state: "pending",
      nextAttemptAt: "2026-11-25T11:00:00.000Z",
    });
    await host.until("2026-11-25T11:00:00.000Z");
    expect(receiver.requests).toHaveLength(2);
    expect((await operator.deliveries("ops"))[0]).toMatchObject({ state: "delivered", attempts: 2 });
  });

  it("is sent to no sooner than planned where it says sooner", async () => {
    receiver.answerWith({ status: 503, headers: { "retry-after": "1" } });
    await operator.ping("ops");
    await host.handleAll();
    await host.until("2026-11-25T10:00:00.000Z");
    const [id = ""] = receiver.requests.map(idOf);
    expect(timesOf(id)).toHaveLength(4);
    expectOnSchedule(timesOf(id));
  });
});

describe("a receiver that breaks off", () => {
  it("is tried again like any other that fails, and its words are not kept", async () => {
    receiver.answerWith("close", { status: 500, body: "the receiver's own words" }, { status: 204 });
    await operator.ping("ops");
    await host.handleAll();
    await host.until("2026-11-25T10:00:00.000Z");
    const [listed] = await operator.deliveries("ops");
    expect(listed?.log.map(({ status, reason }) => [status, reason])).toEqual([
      [undefined, "connection closed"],
      [500, "status 500"],
      [204, undefined],
    ]);
    expect(JSON.stringify([listed, host.logged])).not.toMatch(/own words|127\.0\.0\.1|whsec_/);
  });
});

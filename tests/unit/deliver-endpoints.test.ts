import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Hosted } from "../support/hosted.ts";
import { idOf, type operatorOf, sendingInstallation, verified } from "../support/operator.ts";
import { type Receiver, startReceiver } from "../support/receivers.ts";
import { given } from "../support/values.ts";

let receiver: Receiver;
let other: Receiver;
let host: Hosted;
let operator: ReturnType<typeof operatorOf>;
beforeEach(async () => {
  [receiver, other] = [await startReceiver(), await startReceiver()];
  ({ host, operator } = await sendingInstallation());
});
afterEach(() => Promise.all([receiver.close(), other.close()]));

const typesTo = ({ requests }: Receiver): readonly string[] =>
  requests.map(({ body }) => JSON.parse(body).type);
const pinged = async () => {
  await operator.ping("ops");
  await host.handleAll();
  return given(receiver.requests.at(-1));
};
/** The pool runs dry, grows by far, and is told of at once. */
const exhaustAndRecover = async (): Promise<void> => {
  await operator.grant("g1", 1);
  await operator.count(50);
  await host.until("2026-11-25T09:02:00.000Z");
  await operator.grant("g2", 1_000);
  await host.handleAll();
};

describe("a webhook whose secret was replaced", () => {
  it("is signed with both for a day, and from then on with the new one alone", async () => {
    const old = await operator.putWebhook("ops", receiver.url);
    const fresh = await operator.rotate("ops");
    expect(fresh).not.toBe(old);
    const first = await pinged();
    for (const secret of [old, fresh]) expect(verified(first, secret)).toMatchObject({ type: "ping" });

    host.clock.set("2026-11-26T08:59:59.999Z");
    expect(verified(await pinged(), old)).toMatchObject({ type: "ping" });

    host.clock.set("2026-11-26T09:00:00.000Z");
    const last = await pinged();
    expect(verified(last, fresh)).toMatchObject({ type: "ping" });
    expect(() => verified(last, old)).toThrow();
    expect(last.headers["webhook-signature"]).toMatch(/^v1,\S+$/);
  });

  it("twice in a day is signed with all three, as a client that repeats its request may do it", async () => {
    const oldest = await operator.putWebhook("ops", receiver.url);
    const old = await operator.rotate("ops");
    const fresh = await operator.rotate("ops");
    const request = await pinged();
    for (const secret of [oldest, old, fresh])
      expect(verified(request, secret)).toMatchObject({ type: "ping" });
  });

  it("keeps its secret where its address or its events change", async () => {
    const secret = await operator.putWebhook("ops", receiver.url);
    expect(await operator.putWebhook("ops", `${receiver.url}/other`, ["ping"])).toBe("");
    const request = await pinged();
    expect(request.path).toBe("/other");
    expect(verified(request, secret)).toMatchObject({ type: "ping" });
  });

  it("is signed anew in each attempt, also of what was on its way", async () => {
    await operator.putWebhook("ops", receiver.url);
    receiver.answerWith({ status: 500 }, { status: 204 });
    await pinged();
    await operator.rotate("ops");
    host.clock.set("2026-11-26T10:00:00.000Z");
    const fresh = await operator.rotate("ops");
    await host.until("2026-11-26T10:01:00.000Z");
    expect(receiver.requests).toHaveLength(2);
    expect(verified(given(receiver.requests[1]), fresh)).toMatchObject({ type: "ping" });
  });
});

describe("an endpoint that wants some events", () => {
  it("gets these, and no delivery of any other is kept for it", async () => {
    await operator.putWebhook("ops", receiver.url, ["pool.recovered"]);
    await operator.putWebhook("other", other.url);
    await exhaustAndRecover();
    expect(typesTo(receiver)).toEqual(["pool.recovered"]);
    expect(typesTo(other)).toEqual(["pool.exhausted", "pool.recovered"]);
    expect(await operator.deliveries("ops")).toHaveLength(1);
  });

  it("gets these alone by a replay too", async () => {
    await operator.putWebhook("ops", receiver.url, ["pool.recovered"]);
    await exhaustAndRecover();
    await operator.replay("ops", "2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z");
    await host.until("2026-11-25T09:03:00.000Z");
    expect(typesTo(receiver)).toEqual(["pool.recovered", "pool.recovered"]);
    expect(new Set(receiver.requests.map(idOf)).size).toBe(1);
  });

  it("is pinged all the same", async () => {
    await operator.putWebhook("ops", receiver.url, ["pool.recovered"]);
    await pinged();
    expect(typesTo(receiver)).toEqual(["ping"]);
  });
});

describe("an endpoint that is added later", () => {
  it("gets what came before by a replay, under the ids that others know", async () => {
    await operator.putWebhook("other", other.url);
    await exhaustAndRecover();
    const secret = await operator.putWebhook("ops", receiver.url);
    await host.until("2026-11-25T10:00:00.000Z");
    expect(receiver.requests).toEqual([]);

    await operator.replay("ops", "2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z");
    await host.until("2026-11-25T10:01:00.000Z");
    expect(receiver.requests.map(idOf).sort()).toEqual(other.requests.map(idOf).sort());
    for (const request of receiver.requests)
      expect(verified(request, secret)).toEqual(JSON.parse(request.body));
    expect(other.requests).toHaveLength(2);
  });

  it("is not sent the pings of others", async () => {
    await operator.putWebhook("other", other.url);
    await operator.ping("other");
    await operator.putWebhook("ops", receiver.url);
    expect(await operator.replay("ops", "2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z")).toEqual({
      events: 0,
    });
    expect(await operator.replay("other", "2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z")).toEqual({
      events: 1,
    });
    await host.until("2026-11-25T09:05:00.000Z");
    expect(receiver.requests).toEqual([]);
    expect(typesTo(other)).toEqual(["ping"]);
  });
});

describe("an endpoint that is removed", () => {
  it("has what is on its way parked once it is due, and is sent nothing more", async () => {
    await operator.putWebhook("ops", receiver.url);
    receiver.answerWith({ status: 500 });
    await pinged();
    await operator.ask("DELETE", "endpoints/ops");
    await host.until("2026-11-25T10:00:00.000Z");
    expect(receiver.requests).toHaveLength(1);

    await operator.putWebhook("ops", receiver.url);
    expect(await operator.deliveries("ops")).toMatchObject([
      { state: "parked", reason: "endpoint-removed", attempts: 1, log: [{ status: 500 }] },
    ]);
  });

  it("and put again has another secret", async () => {
    const old = await operator.putWebhook("ops", receiver.url);
    await operator.ask("DELETE", "endpoints/ops");
    const fresh = await operator.putWebhook("ops", receiver.url);
    expect(fresh).toMatch(/^whsec_/);
    const request = await pinged();
    expect(verified(request, fresh)).toMatchObject({ type: "ping" });
    expect(() => verified(request, old)).toThrow();
  });
});

import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Attempt, Send, SendResult, Target } from "../../shared/application/notifications/sending.ts";
import { type EndpointId, endpointId, type TenantId, tenantId } from "../../shared/domain/ids.ts";
import { type Instant, parseInstant } from "../../shared/domain/period.ts";
import { createOutbound, type Outbound } from "../../shared/notify/outbound.ts";
import { createSend } from "../../shared/notify/send.ts";
import { type Receiver, startReceiver } from "../support/receivers.ts";
import { virtualTimers } from "../support/virtual-timers.ts";

const AT = parseInstant("2026-10-14T09:30:00.750Z") as Instant;
const attempt: Attempt = {
  id: "msg_2gq-Kx_9SDJpkzJYbmgE4oyO",
  at: AT,
  body: {
    type: "ping",
    timestamp: "2026-10-14T09:29:59.000Z",
    data: { tenantId: tenantId("acme") as TenantId, endpointId: endpointId("ops") as EndpointId },
  },
};
const newSecret = (): string => `whsec_${randomBytes(24).toString("base64")}`;

let receiver: Receiver;
let send: Send;
beforeEach(async () => {
  receiver = await startReceiver();
  send = createSend({ outbound: createOutbound({ allowLoopback: true }) });
});
afterEach(() => receiver.close());

const targetsAt = (url: string): readonly Target[] => [
  { kind: "webhook", url, secrets: [newSecret()] },
  { kind: "teams", url },
  { kind: "slack", url },
];
const KINDS = ["webhook", "teams", "slack"] as const;
const sendAs = (kind: (typeof KINDS)[number], url = receiver.url): Promise<SendResult> =>
  send(targetsAt(url).find((target) => target.kind === kind) as Target, attempt);

describe("a webhook", () => {
  beforeEach(() => {
    // The library that verifies compares the timestamp with the time of day.
    vi.useFakeTimers({ toFake: ["Date"], now: AT });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is verified with each of the live secrets, and with no other", async () => {
    const [newest, old] = [newSecret(), newSecret()];
    await send({ kind: "webhook", url: receiver.url, secrets: [newest, old] }, attempt);

    const { headers, body } = await receiver.next();
    for (const secret of [newest, old])
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(attempt.body);
    expect(() => new Webhook(newSecret()).verify(body, headers as Record<string, string>)).toThrow();
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "webhook-id": attempt.id,
      "webhook-timestamp": String(Math.floor(AT / 1_000)),
    });
    expect(headers["webhook-signature"]).toMatch(/^v1,[A-Za-z0-9+/]{43}= v1,[A-Za-z0-9+/]{43}=$/);
  });

  it("is no longer verified once a byte was changed", async () => {
    const secret = newSecret();
    await send({ kind: "webhook", url: receiver.url, secrets: [secret] }, attempt);
    const { headers, body } = await receiver.next();
    const changed = body.replace("acme", "acmf");
    expect(() => new Webhook(secret).verify(changed, headers as Record<string, string>)).toThrow();
  });

  it("is signed with the time of the attempt, and keeps its id", async () => {
    const secret = newSecret();
    const later = (AT + 300_000) as Instant;
    await send({ kind: "webhook", url: receiver.url, secrets: [secret] }, attempt);
    await send({ kind: "webhook", url: receiver.url, secrets: [secret] }, { ...attempt, at: later });
    const [first, second] = receiver.requests;
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.headers["webhook-timestamp"]).toBe(String(Math.floor(later / 1_000)));
    expect(second?.headers["webhook-signature"]).not.toBe(first?.headers["webhook-signature"]);
    expect(second?.body).toBe(first?.body);
  });

  it("carries the type, the timestamp and the data, in this order and nothing else", async () => {
    const body = {
      extra: "unknown",
      data: attempt.body.data,
      timestamp: attempt.body.timestamp,
      type: "ping",
    };
    await send({ kind: "webhook", url: receiver.url, secrets: [newSecret()] }, {
      ...attempt,
      body,
    } as unknown as Attempt);
    expect((await receiver.next()).body).toBe(
      '{"type":"ping","timestamp":"2026-10-14T09:29:59.000Z","data":{"tenantId":"acme","endpointId":"ops"}}',
    );
  });
});

describe.each(KINDS)("sending to %s", (kind) => {
  it.each([200, 201, 202, 204, 299])("is delivered with %i", async (status) => {
    receiver.answerWith({ status });
    expect(await sendAs(kind)).toEqual({ outcome: "delivered", status });
    expect((await receiver.next()).headers["content-type"]).toBe("application/json");
  });

  it("finds the endpoint gone with 410", async () => {
    receiver.answerWith({ status: 410 });
    expect(await sendAs(kind)).toEqual({ outcome: "gone", status: 410 });
  });

  it.each([301, 307, 400, 401, 404, 429, 500, 503])("failed with %i", async (status) => {
    receiver.answerWith({ status, headers: { location: receiver.url }, body: "the receiver's own words" });
    expect(await sendAs(kind)).toEqual({ outcome: "failed", status, reason: `status ${status}` });
    expect(receiver.requests).toHaveLength(1);
  });

  it("passes on how long to wait", async () => {
    receiver.answerWith({ status: 429, headers: { "retry-after": "90" } });
    expect(await sendAs(kind)).toEqual({
      outcome: "failed",
      status: 429,
      reason: "status 429",
      retryAfterMs: 90_000,
    });
  });

  it.each([
    ["http://10.0.0.1/", "not https"],
    ["https://10.0.0.1/", "address not allowed"],
    ["https://user:password@receiver.example/", "credentials in the url"],
    ["https://receiver.example:25/", "port not allowed"],
    ["nonsense", "not a url"],
  ])("is refused: %s", async (url, reason) => {
    expect(await sendAs(kind, url)).toEqual({ outcome: "failed", reason });
  });

  it("failed where nothing is answered within 15 s", async () => {
    const timers = virtualTimers();
    send = createSend({ outbound: createOutbound({ allowLoopback: true, timers }) });
    receiver.answerWith("hang");
    const result = sendAs(kind);
    await receiver.next();
    await timers.pass(15_000);
    expect(await result).toEqual({ outcome: "failed", reason: "timeout" });
  });

  it("failed, and never rejects, on a fault of ours", async () => {
    const outbound: Outbound = {
      post: () => Promise.reject(new Error("whsec_quoted https://quoted.example")),
    };
    send = createSend({ outbound });
    expect(await sendAs(kind)).toEqual({ outcome: "failed", reason: "fault" });
  });
});

describe("sending", () => {
  it.each(["whsec_", "whsec_!!!"])("failed with a secret that cannot sign: %s", async (secret) => {
    const target: Target = { kind: "webhook", url: receiver.url, secrets: [newSecret(), secret] };
    expect(await send(target, attempt)).toEqual({ outcome: "failed", reason: "fault" });
    expect(receiver.connectionCount()).toBe(0);
  });

  it("refuses e-mail where no mail server is set", async () => {
    expect(await send({ kind: "email", to: ["ops@acme.example"] }, attempt)).toEqual({
      outcome: "failed",
      reason: "no mail server is set",
    });
  });
});

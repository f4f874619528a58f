import { channel } from "node:diagnostics_channel";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createOutbound, type PostResult } from "../../shared/notify/outbound.ts";
import { type Receiver, startReceiver } from "../support/receivers.ts";
import { virtualTimers } from "../support/virtual-timers.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const post = (path = "/hook?a=b"): Promise<PostResult> =>
  createOutbound({ allowLoopback: true }).post(
    `${receiver.url}${path}`,
    { "content-type": "text/plain" },
    "höök",
  );

/** Posts to a server that answers with these bytes and then closes the connection. */
const postedTo = async (bytes: string): Promise<PostResult> => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(bytes));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  try {
    return await createOutbound({ allowLoopback: true }).post(`http://127.0.0.1:${port}`, {}, "{}");
  } finally {
    server.close();
  }
};

describe("a post", () => {
  it("sends the body once, with our name and a connection of its own", async () => {
    expect(await post()).toEqual({ outcome: "answered", status: 204 });
    expect(await post()).toEqual({ outcome: "answered", status: 204 });

    expect(receiver.requests[0]).toMatchObject({ method: "POST", path: "/hook?a=b", body: "höök" });
    expect(receiver.requests[0]?.headers).toEqual({
      "content-type": "text/plain",
      "content-length": "6",
      "user-agent": "botmeter",
      host: `127.0.0.1:${receiver.port}`,
      connection: "close",
    });
    expect(receiver.connectionCount()).toBe(2);
  });

  it.each([200, 202, 299, 400, 401, 404, 410, 413, 500, 503])("tells the status %i", async (status) => {
    receiver.answerWith({ status, body: "secret of the receiver" });
    expect(await post()).toEqual({ outcome: "answered", status });
  });

  it.each([301, 302, 303, 307, 308])("follows no redirect: %i", async (status) => {
    receiver.answerWith({ status, headers: { location: `${receiver.url}/elsewhere` } }, { status: 200 });
    expect(await post()).toEqual({ outcome: "answered", status });
    expect(receiver.requests).toHaveLength(1);
  });

  it.each([
    ["0", 0],
    ["120", 120_000],
    [" 7 ", 7_000],
    ["86400", 86_400_000],
    ["86401", 86_400_000],
    ["99999999999999999999999", 86_400_000],
    ["Wed, 21 Oct 2026 07:28:30 GMT", 30_000],
    ["Thu, 22 Oct 2026 07:28:00 GMT", 86_400_000],
    ["Sun, 21 Oct 2029 07:28:00 GMT", 86_400_000],
    ["Wed, 21 Oct 2026 07:27:59 GMT", 0],
  ])("tells what Retry-After: %s asks for", async (retryAfter, retryAfterMs) => {
    const date = "Wed, 21 Oct 2026 07:28:00 GMT";
    receiver.answerWith({ status: 429, headers: { "retry-after": retryAfter, date } });
    expect(await post()).toEqual({ outcome: "answered", status: 429, retryAfterMs });
  });

  it.each(["", "soon", "-1", "1.5", "1e3", "0x10", "Wed Oct 21 07:28:30 2026", "2026-10-21T07:28:30Z"])(
    "passes over what no Retry-After is: %j",
    async (retryAfter) => {
      const date = "Wed, 21 Oct 2026 07:28:00 GMT";
      receiver.answerWith({ status: 503, headers: { "retry-after": retryAfter, date } });
      expect(await post()).toEqual({ outcome: "answered", status: 503 });
    },
  );

  it("cuts off a body that goes on", async () => {
    receiver.answerWith({ status: 200, body: "x".repeat(100_000), unfinished: true });
    expect(await post()).toEqual({ outcome: "answered", status: 200 });
  });

  it("does not wait for a body that never comes for longer than an attempt lasts", async () => {
    const timers = virtualTimers();
    // Node says here that a status and its headers have come.
    const responses = channel("http.client.response.finish");
    const answered = new Promise<void>((resolve) => {
      const take = (): void => {
        responses.unsubscribe(take);
        resolve();
      };
      responses.subscribe(take);
    });
    receiver.answerWith({ status: 200, unfinished: true });
    const result = createOutbound({ allowLoopback: true, timers }).post(receiver.url, {}, "{}");
    await answered;
    await timers.pass(15_000);
    expect(await result).toEqual({ outcome: "answered", status: 200 });
  });
});

describe("a post that is not answered", () => {
  it("ends after 15 s, and not before", async () => {
    const timers = virtualTimers();
    receiver.answerWith({ status: 200, held: true });
    const outbound = createOutbound({ allowLoopback: true, timers });
    const early = outbound.post(receiver.url, {}, "{}");
    await receiver.next();
    await timers.pass(14_999);
    receiver.release();
    expect(await early).toEqual({ outcome: "answered", status: 200 });

    receiver.answerWith("hang");
    const late = outbound.post(receiver.url, {}, "{}");
    await receiver.next();
    await timers.pass(15_000);
    expect(await late).toEqual({ outcome: "failed", reason: "timeout" });
  });

  it("ends after 15 s where the name is not looked up by then, and connects to nothing later", async () => {
    const timers = virtualTimers();
    const found = Promise.withResolvers<readonly { address: string; family: number }[]>();
    const outbound = createOutbound({ allowLoopback: true, timers, lookup: () => found.promise });
    const result = outbound.post(`http://localhost:${receiver.port}/`, {}, "{}");
    await timers.pass(15_000);
    expect(await result).toEqual({ outcome: "failed", reason: "timeout" });

    found.resolve([{ address: "127.0.0.1", family: 4 }]);
    await found.promise;
    await new Promise((resolve) => setImmediate(resolve));
    expect(receiver.connectionCount()).toBe(0);
  });

  it("leaves no timer behind", async () => {
    const live = new Set<object>();
    const after = (): (() => void) => {
      const timer = {};
      live.add(timer);
      return () => live.delete(timer);
    };
    const outbound = createOutbound({ allowLoopback: true, timers: { after } });
    await outbound.post(receiver.url, {}, "{}");
    await outbound.post("https://10.0.0.1/", {}, "{}");
    expect(live.size).toBe(0);
  });

  it("says that the connection was closed", async () => {
    receiver.answerWith("close");
    expect(await post()).toEqual({ outcome: "failed", reason: "connection closed" });
  });

  it("says that the connection was refused", async () => {
    await receiver.close();
    expect(await post()).toEqual({ outcome: "failed", reason: "connection refused" });
    receiver = await startReceiver();
  });

  it("says that the receiver speaks no TLS", async () => {
    const url = `https://127.0.0.1:${receiver.port}/`;
    const result = await createOutbound({ allowLoopback: true }).post(url, {}, "{}");
    expect(result).toEqual({ outcome: "failed", reason: "tls" });
  });

  it.each([
    ["not a word of HTTP\r\n\r\n", "bad answer"],
    [`HTTP/1.1 200 OK\r\nx: ${"x".repeat(50_000)}\r\n\r\n`, "bad answer"],
    ["HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n", "connection closed"],
    ["HTTP/1.1 200 OK\r\n", "connection closed"],
  ])("does not fail on an answer that is none: %.40j", async (bytes, reason) => {
    expect(await postedTo(bytes)).toEqual({ outcome: "failed", reason });
  });

  it.each([
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno length",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",
    "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab",
    "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nabcdef",
    "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
  ])("is answered, however the body breaks off: %j", async (bytes) => {
    expect(await postedTo(bytes)).toEqual({ outcome: "answered", status: 200 });
  });

  it.each([
    ["nothing", async () => []],
    ["a rejection", () => Promise.reject(new Error("ENOTFOUND receiver.example"))],
  ])("says that the name has no address: %s", async (_what, lookup) => {
    const outbound = createOutbound({ allowLoopback: false, lookup });
    expect(await outbound.post("https://receiver.example/", {}, "{}")).toEqual({
      outcome: "failed",
      reason: "dns",
    });
  });
});

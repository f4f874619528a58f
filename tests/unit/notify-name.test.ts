import { connect as connectSocket, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createOutbound } from "../../shared/notify/outbound.ts";
import { type Receiver, startReceiver } from "../support/receivers.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const PUBLIC = { address: "93.184.215.14", family: 4 };
const PUBLIC_V6 = { address: "2606:2800:21f:cb07::1", family: 6 };
const LOOPBACK = { address: "127.0.0.1", family: 4 };

describe("the addresses of a name", () => {
  /** Posts with these addresses found; `connected` holds all that a connection could have been made to. */
  const posted = async (found: readonly (typeof PUBLIC)[], allowLoopback: boolean, url: string) => {
    const connected: string[] = [];
    let lookups = 0;
    const outbound = createOutbound({
      allowLoopback,
      // Another name's answer later on: what a rebinding resolver says.
      lookup: async () => (++lookups === 1 ? found : [{ address: "169.254.169.254", family: 4 }]),
      connect: ({ host, lookup }) => {
        for (const all of [true, false])
          lookup(host, { all }, (_error, addresses) => {
            if (typeof addresses === "string") connected.push(addresses);
            else connected.push(...addresses.map(({ address }) => address));
          });
        return brokenSocket();
      },
    });
    const result = await outbound.post(url, {}, "{}");
    return { result, connected, lookups };
  };
  const brokenSocket = (): Socket =>
    connectSocket({ port: receiver.port, host: "127.0.0.1" }).destroy(new Error());

  it("are looked up once, and are the only ones that are connected to", async () => {
    const { result, connected, lookups } = await posted(
      [PUBLIC, PUBLIC_V6],
      false,
      "https://receiver.example/",
    );
    expect(result).toEqual({ outcome: "failed", reason: "connection failed" });
    expect(lookups).toBe(1);
    expect(connected).toEqual([PUBLIC.address, PUBLIC_V6.address, PUBLIC.address]);
  });

  it.each([
    [[LOOPBACK]],
    [[PUBLIC, LOOPBACK]],
    [[LOOPBACK, PUBLIC]],
    [[PUBLIC, PUBLIC_V6, { address: "10.0.0.1", family: 4 }]],
    [[PUBLIC, { address: "::1", family: 6 }]],
    [[PUBLIC, { address: "fe80::1%eth0", family: 6 }]],
    [[{ address: "::ffff:93.184.215.14", family: 6 }, PUBLIC]],
    [[{ address: "169.254.169.254", family: 4 }]],
  ])("are all refused for one that is not public: %j", async (found) => {
    const { result, connected } = await posted(found, false, "https://receiver.example/");
    expect(result).toEqual({ outcome: "refused", reason: "address not allowed" });
    expect(connected).toEqual([]);
  });

  it("may be this machine's where that is allowed", async () => {
    const { connected } = await posted([LOOPBACK], true, "https://receiver.example/");
    expect(connected).toEqual([LOOPBACK.address, LOOPBACK.address]);
  });

  it.each(["http", "https"])("must be this machine's for a localhost name: %s", async (scheme) => {
    const { result, connected } = await posted([PUBLIC], true, `${scheme}://localhost/`);
    expect(result).toEqual({ outcome: "refused", reason: "address not allowed" });
    expect(connected).toEqual([]);
  });

  it("are this machine's own for localhost, by its own resolver", async () => {
    const outbound = createOutbound({ allowLoopback: true });
    const result = await outbound.post(`http://localhost:${receiver.port}/`, {}, "{}");
    expect(result).toEqual({ outcome: "answered", status: 204 });
  });
});

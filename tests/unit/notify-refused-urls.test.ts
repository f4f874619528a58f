import { channel } from "node:diagnostics_channel";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkUrl } from "../../shared/notify/endpoint-url.ts";
import { createOutbound } from "../../shared/notify/outbound.ts";
import { type Receiver, startReceiver } from "../support/receivers.ts";

let receiver: Receiver;
let lookups: string[] = [];
let connects = 0;
const countConnect = (): void => {
  connects++;
};
// Node says here that a socket or a request is made, whoever makes it and however far it comes.
const CHANNELS = ["net.client.socket", "http.client.request.start"].map((name) => channel(name));

beforeAll(async () => {
  receiver = await startReceiver();
  for (const each of CHANNELS) each.subscribe(countConnect);
});
afterAll(async () => {
  for (const each of CHANNELS) each.unsubscribe(countConnect);
  await receiver.close();
});
beforeEach(() => {
  lookups = [];
  connects = 0;
});

/** An outbound that any name leads to the receiver with, if nothing else stops it. */
const outboundOf = (allowLoopback: boolean) =>
  createOutbound({
    allowLoopback,
    lookup: async (name) => {
      lookups.push(name);
      return [{ address: "127.0.0.1", family: 4 }];
    },
    connect: () => {
      connects++;
      throw new Error("Nothing may be connected to.");
    },
  });

/** Written with `PORT` for the port that the receiver listens on. */
const THIS_MACHINE = [
  "https://127.0.0.1:PORT/",
  "https://127.0.0.1.:PORT/",
  "https://127.1:PORT/",
  "https://127.0.1:PORT/",
  "https://127.255.255.254:PORT/",
  "https://2130706433:PORT/",
  "https://0x7f000001:PORT/",
  "https://0X7F.1:PORT/",
  "https://0x7f.0x0.0x0.0x1:PORT/",
  "https://0177.0.0.1:PORT/",
  "https://017700000001:PORT/",
  "https://0177.0.0.0x1:PORT/",
  "https://%31%32%37.0.0.1:PORT/",
  "https://127%2e0%2e0%2e1:PORT/",
  "https://１２７.０.０.１:PORT/",
  "https://127。0。0。1:PORT/",
  "https://①②⑦.0.0.1:PORT/",
  "https:\\\\127.0.0.1:PORT\\",
  "https:127.0.0.1:PORT",
  "HTTPS://127.0.0.1:PORT",
  "https:///127.0.0.1:PORT",
  "https://localhost:PORT/",
  "https://LOCALHOST:PORT/",
  "https://localhost.:PORT/",
  "https://ｌｏｃａｌｈｏｓｔ:PORT/",
  "https://a.localhost:PORT/",
  "https://a.localhost.:PORT/",
  "https://[::1]:PORT/",
  "https://[0:0:0:0:0:0:0:1]:PORT/",
  "https://[0000:0000:0000:0000:0000:0000:0000:0001]:PORT/",
  "https://[::0.0.0.1]:PORT/",
];
const NEVER = [
  "https://0.0.0.0:PORT/",
  "https://0:PORT/",
  "https://[::]:PORT/",
  "https://[::127.0.0.1]:PORT/",
  "https://[::ffff:127.0.0.1]:PORT/",
  "https://[::ffff:7f00:1]:PORT/",
  "https://[::FFFF:127.0.0.1]:PORT/",
  "https://[::ffff:0:127.0.0.1]:PORT/",
  "https://[64:ff9b::127.0.0.1]:PORT/",
  "https://[64:ff9b:1::7f00:1]:PORT/",
  "https://[2002:7f00:1::]:PORT/",
  "https://[2001:0:7f00:1::1]:PORT/",
  "https://[fe80::1]:PORT/",
  "https://[fe80::1%25eth0]:PORT/",
  "https://[fe80::1%eth0]:PORT/",
  "https://[fec0::1]:PORT/",
  "https://[fc00::1]:PORT/",
  "https://[fd00:ec2::254]/latest/meta-data/",
  "https://[ff02::1]/",
  "https://[2001:db8::1]/",
  "https://10.0.0.1/",
  "https://100.100.100.200/",
  "https://168.63.129.16/machine",
  "https://169.254.169.254/metadata/identity/oauth2/token",
  "https://169.254.43518/",
  "https://0xa9fea9fe/",
  "https://2852039166/",
  "https://172.16.0.1/",
  "https://192.168.1.1/",
  "https://198.18.0.1/",
  "https://224.0.0.1/",
  "https://255.255.255.255/",
  "https://4294967295/",
  "https://intranet/",
  "https://intranet./",
  "https://localdomain:PORT/",
  "https://box.localdomain:PORT/",
  "https://printer.local:PORT/",
  "https://metadata.google.internal/",
  "https://router.home.arpa:PORT/",
  "https://user@receiver.example/",
  "https://user:password@receiver.example/",
  "https://:password@receiver.example/",
  "https://receiver.example@127.0.0.1:PORT/",
  "https://receiver.example:22/",
  "https://receiver.example:25/",
  "https://receiver.example:80/",
  "https://receiver.example:0/",
  "https://receiver.example:1023/",
  "http://receiver.example:PORT/",
  "http://8.8.8.8/",
  "http://10.0.0.1/",
  "ftp://127.0.0.1:PORT/",
  "ws://127.0.0.1:PORT/",
  "wss://receiver.example/",
  "file:///etc/passwd",
  "data:text/plain,x",
  "javascript:alert(1)",
  "blob:https://receiver.example/1",
  "gopher://127.0.0.1:PORT/",
  "unix:/var/run/docker.sock",
  "",
  "receiver.example",
  "//receiver.example/",
  "https://",
  "https://receiver..example/",
  "https://.receiver.example/",
  "https://receiver.example../",
  "https://[::1/",
  "https://[::1]x/",
  "https://256.256.256.256/",
  "https://1.2.3.4.5/",
  "https://receiver.example:65536/",
  "https://receiver.example:PORT:PORT/",
  " https://receiver.example/",
  "https://receiver.example/\r\nhost: other",
  "https://rece\niver.example/",
  "https://rece\tiver.example/",
  "https://receiver.example/\u0000",
  "https://receiver\u200b.example/",
  `https://receiver.example/${"a".repeat(2_100)}`,
];
const PLAIN = [
  "http://127.0.0.1:PORT/",
  "http://localhost:PORT/",
  "http://[::1]:PORT/",
  "http://2130706433:PORT/",
];

const atPort = (text: string): string => text.replaceAll("PORT", String(receiver.port));
const nothingHappened = (): void => {
  expect({ lookups, connects, connections: receiver.connectionCount() }).toEqual({
    lookups: [],
    connects: 0,
    connections: 0,
  });
};

describe("a URL that is refused", () => {
  it.each([...THIS_MACHINE, ...PLAIN, ...NEVER])("is not so much as looked up: %j", async (text) => {
    const url = atPort(text);
    const refusal = checkUrl(url, false);

    expect(refusal).toBeDefined();
    expect(await outboundOf(false).post(url, {}, "{}")).toEqual({ outcome: "refused", reason: refusal });
    nothingHappened();
  });

  it.each(NEVER)("is so on the local stack too: %j", async (text) => {
    expect(await outboundOf(true).post(atPort(text), {}, "{}")).toMatchObject({ outcome: "refused" });
    nothingHappened();
  });

  it("would be seen to connect if it did", async () => {
    await outboundOf(true).post(atPort("http://127.0.0.1:PORT/"), {}, "{}");
    expect(connects).toBeGreaterThan(0);
  });

  it.each([
    ["ftp://receiver.example/", "not https"],
    ["http://receiver.example/", "not https"],
    ["http://127.0.0.1/", "not https"],
    ["https://user@receiver.example/", "credentials in the url"],
    ["https://receiver.example:25/", "port not allowed"],
    ["https://10.0.0.1/", "address not allowed"],
    ["https://localhost/", "address not allowed"],
    ["https://intranet/", "address not allowed"],
    ["nonsense", "not a url"],
  ] as const)("is given a reason: %s", (text, reason) => {
    expect(checkUrl(text, false)).toBe(reason);
  });
});

describe("a URL that is allowed", () => {
  it.each([
    "https://receiver.example",
    "https://receiver.example./",
    "https://receiver.example:443/",
    "https://receiver.example:1024/",
    "https://receiver.example:8443/a/b?c=d&sig=e%2F#f",
    "https://RECEIVER.example/",
    "https://bücher.example/",
    "https://xn--bcher-kva.example/",
    "https://8.8.8.8/",
    "https://0x08080808/",
    "https://[2001:4860:4860::8888]/",
    "https://localhost.example/",
    "https://notlocalhost.example/",
    "https://local.example/",
    "https://127.0.0.1.example/",
    "https://hooks.slack.com/services/T0/B0/X",
    "https://prod-01.westeurope.logic.azure.com:443/workflows/a/triggers/manual/paths/invoke?sp=%2F&sig=x",
  ])("everywhere: %s", (text) => {
    expect(checkUrl(text, false)).toBeUndefined();
    expect(checkUrl(text, true)).toBeUndefined();
  });

  it.each([...THIS_MACHINE, ...PLAIN, "http://127.0.0.1/", "https://localhost/"])(
    "on the local stack only: %j",
    (text) => {
      expect(checkUrl(atPort(text), true)).toBeUndefined();
    },
  );
});

import { generateKeyPairSync, sign } from "node:crypto";
import { connect as connectSecure } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { createOutbound } from "../../shared/notify/outbound.ts";
import { type Receiver, startReceiver } from "../support/receivers.ts";

/** DER: a tag, the length and the content. */
const der = (tag: number, ...content: readonly Uint8Array[]): Buffer => {
  const bytes = Buffer.concat(content);
  const { length } = bytes;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), bytes]);
};
const sequence = (...content: readonly Uint8Array[]): Buffer => der(0x30, ...content);
const hex = (text: string): Buffer => Buffer.from(text, "hex");
const EXTENSION = { subjectAltName: hex("551d11"), basicConstraints: hex("551d13") };
const ECDSA_WITH_SHA256 = sequence(der(0x06, hex("2a8648ce3d040302")));

/** A certificate that signs itself, for one name or IPv4 address, over a given span of years. */
const certificateOf = (
  subject: { readonly name: string } | { readonly ip: string },
  years = [2020, 2049],
) => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const commonName = sequence(der(0x31, sequence(der(0x06, hex("550403")), der(0x0c, Buffer.from("test")))));
  const times = years.map((year) => der(0x17, Buffer.from(`${String(year).slice(2)}0101000000Z`)));
  const alternative =
    "name" in subject
      ? der(0x82, Buffer.from(subject.name))
      : der(0x87, Buffer.from(subject.ip.split(".").map(Number)));
  const signed = sequence(
    der(0xa0, der(0x02, hex("02"))),
    der(0x02, hex("01")),
    ECDSA_WITH_SHA256,
    commonName,
    sequence(...times),
    commonName,
    publicKey.export({ type: "spki", format: "der" }),
    der(
      0xa3,
      sequence(
        sequence(der(0x06, EXTENSION.subjectAltName), der(0x04, sequence(alternative))),
        sequence(der(0x06, EXTENSION.basicConstraints), der(0x04, sequence(der(0x01, hex("ff"))))),
      ),
    ),
  );
  const signature = der(0x03, hex("00"), sign("sha256", signed, privateKey));
  const bytes = sequence(signed, ECDSA_WITH_SHA256, signature).toString("base64");
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { key, cert: `-----BEGIN CERTIFICATE-----\n${bytes}\n-----END CERTIFICATE-----\n` };
};

let receiver: Receiver;
let askedFor: string | undefined;
afterEach(() => receiver.close());

/** Posts to the host, at this machine; its certificate is of an authority that is trusted where `trusted`. */
const posted = async (host: string, tls: ReturnType<typeof certificateOf>, trusted = true) => {
  receiver = await startReceiver(tls);
  const outbound = createOutbound({
    allowLoopback: true,
    lookup: async () => [{ address: "127.0.0.1", family: 4 }],
    // As Node connects, save for the authority: the name and the look-up come from what is tested.
    connect: (to) => {
      askedFor = to.servername;
      return connectSecure(trusted ? { ...to, ca: tls.cert } : to);
    },
  });
  return await outbound.post(`https://${host}:${receiver.port}/hook`, {}, "{}");
};

describe("a post by https", () => {
  it("reaches a receiver whose certificate is of the name, at the address that was checked", async () => {
    expect(await posted("receiver.example", certificateOf({ name: "receiver.example" }))).toEqual({
      outcome: "answered",
      status: 204,
    });
    expect(receiver.requests[0]?.headers.host).toBe(`receiver.example:${receiver.port}`);
  });

  it("leaves the dot that ends a name out of what it asks for", async () => {
    const result = await posted("receiver.example.", certificateOf({ name: "receiver.example" }));
    expect(result).toMatchObject({ status: 204 });
  });

  it("reaches an address whose certificate is of the address", async () => {
    expect(await posted("127.0.0.1", certificateOf({ ip: "127.0.0.1" }))).toMatchObject({ status: 204 });
  });

  it.each([
    ["receiver.example", "receiver.example"],
    ["receiver.example.", "receiver.example"],
    // TLS names no address.
    ["127.0.0.1", ""],
  ])("asks %s for the certificate of %j", async (host, servername) => {
    await posted(host, certificateOf({ name: "receiver.example" }));
    expect(askedFor).toBe(servername);
  });

  it.each([
    ["of another name", "receiver.example", certificateOf({ name: "other.example" }), true],
    ["of the address, not the name", "receiver.example", certificateOf({ ip: "127.0.0.1" }), true],
    ["of another address", "127.0.0.1", certificateOf({ ip: "127.0.0.2" }), true],
    ["of nobody who is trusted", "receiver.example", certificateOf({ name: "receiver.example" }), false],
    ["expired", "receiver.example", certificateOf({ name: "receiver.example" }, [2020, 2021]), true],
  ])("sends nothing where the certificate is %s", async (_what, host, certificate, trusted) => {
    expect(await posted(host, certificate, trusted)).toEqual({ outcome: "failed", reason: "tls" });
    expect(receiver.requests).toEqual([]);
  });

  it("asks for the check outright, so that no environment variable switches it off", async () => {
    receiver = await startReceiver(certificateOf({ ip: "127.0.0.1" }));
    let isAsked: boolean | undefined;
    const outbound = createOutbound({
      allowLoopback: true,
      connect: (to) => {
        isAsked = to.rejectUnauthorized;
        return connectSecure(to);
      },
    });
    expect(await outbound.post(receiver.url, {}, "{}")).toEqual({ outcome: "failed", reason: "tls" });
    expect(isAsked).toBe(true);
  });
});

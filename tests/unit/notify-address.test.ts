import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkAddress } from "../../shared/notify/address.ts";

/** An address of four bytes. */
const dotted = (value: number): string =>
  [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join(".");

describe("checkAddress", () => {
  it.each([
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "168.63.129.15",
    "168.63.129.17",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2001:db7:ffff::1",
    "2001:db9::1",
    "2003::1",
    "2603:1000::1",
    "2a00:1450:4001::200e",
    "3ffe:ffff::1",
  ])("lets through the public address %s", (ip) => {
    expect(checkAddress(ip)).toBeUndefined();
  });

  it.each(["127.0.0.0", "127.0.0.1", "127.0.1.1", "127.255.255.255", "::1", "0:0:0:0:0:0:0:1"])(
    "knows %s for this machine",
    (ip) => {
      expect(checkAddress(ip)).toBe("loopback");
    },
  );

  it.each([
    ["0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255"],
    ["168.63.129.16", "169.254.0.0", "169.254.169.254", "169.254.130.1", "169.254.255.255"],
    ["172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.192", "192.0.2.1", "192.88.99.1"],
    ["192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1"],
    ["224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.254", "255.255.255.255"],
    ["::", "::2", "::127.0.0.1", "::7f00:1", "::ffff:0:0", "::ffff:127.0.0.1", "::ffff:8.8.8.8"],
    ["::ffff:0:8.8.8.8", "64:ff9b::", "64:ff9b::8.8.8.8", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1"],
    ["2001::1", "2001:0:4136:e378::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:1ff:ffff::1"],
    ["2001:db8::1", "2001:db8:ffff::1", "2002::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "3fff::1"],
    ["4000::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fdff::1", "fe80::1", "febf::1", "fec0::1"],
    ["feff::1", "ff00::1", "ff02::1", "ffff::1", "fe80::1%eth0", "fe80::1%1", "::1%lo", "2a00::1%eth0"],
    ["", "localhost", "127.1", "0x7f.0.0.1", "0177.0.0.1", "2130706433", "8.8.8.8 ", "8.8.8", "[::1]"],
    ["8.8.8.8.", "8.8.8.256", "1:2:3", "2a00::1::2", "\u{ff11}27.0.0.1", "8.8.8.8\n", "8.8.8.8%1"],
  ])("refuses %s and others of its kind", (...ips) => {
    expect(ips.map((ip) => [ip, checkAddress(ip)])).toEqual(ips.map((ip) => [ip, "not public"]));
  });

  it("refuses every IPv4 address inside of IPv6, public or not", () => {
    const prefixes = ["::", "::ffff:", "::ffff:0:", "64:ff9b::", "64:ff9b:1::"];
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.constantFrom(...prefixes), (value, prefix) => {
        expect(checkAddress(`${prefix}${dotted(value)}`)).toBeDefined();
      }),
    );
  });

  it("says the same of every spelling of an address", () => {
    fc.assert(
      fc.property(fc.ipV6(), (spelled) => {
        const shortest = new URL(`http://[${spelled}]`).hostname.slice(1, -1);
        expect(checkAddress(spelled.toUpperCase())).toBe(checkAddress(shortest));
      }),
    );
  });

  it("takes no IPv4 address for public that the plain arithmetic of the registries does not", () => {
    const inside = (value: number, network: string, bits: number): boolean => {
      const base = network.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
      return Math.floor(value / 2 ** (32 - bits)) === Math.floor(base / 2 ** (32 - bits));
    };
    const special: readonly (readonly [string, number])[] = [
      ["0.0.0.0", 8],
      ["10.0.0.0", 8],
      ["100.64.0.0", 10],
      ["127.0.0.0", 8],
      ["168.63.129.16", 32],
      ["169.254.0.0", 16],
      ["172.16.0.0", 12],
      ["192.0.0.0", 24],
      ["192.0.2.0", 24],
      ["192.88.99.0", 24],
      ["192.168.0.0", 16],
      ["198.18.0.0", 15],
      ["198.51.100.0", 24],
      ["203.0.113.0", 24],
      ["224.0.0.0", 3],
    ];
    const near = fc
      .tuple(fc.constantFrom(...special), fc.integer({ min: -300, max: 300 }))
      .map(([[network], step]) => {
        const base = network.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
        return Math.min(Math.max(0, base + step), 0xffffffff);
      });
    fc.assert(
      fc.property(fc.oneof(near, fc.nat(0xffffffff)), (value) => {
        const isSpecial = special.some(([network, bits]) => inside(value, network, bits));
        expect(checkAddress(dotted(value)) === undefined).toBe(!isSpecial);
      }),
      { numRuns: 2_000 },
    );
  });
});

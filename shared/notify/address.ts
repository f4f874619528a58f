import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Why an address is not sent to: it is this machine, or it is not one of the public internet. */
export type AddressRefusal = "loopback" | "not public";

const blockList = (family: "ipv4" | "ipv6", subnets: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = "", bits] = subnet.split("/");
    list.addSubnet(network, Number(bits), family);
  }
  return list;
};

const LOOPBACK_V4 = blockList("ipv4", ["127.0.0.0/8"]);
const NOT_PUBLIC_V4 = blockList("ipv4", [
  "0.0.0.0/8", // this network; Linux takes 0.0.0.0 for this machine
  "10.0.0.0/8", // private
  "100.64.0.0/10", // carrier-grade NAT; clouds use it inside
  "168.63.129.16/32", // Azure's own services on every virtual machine
  "169.254.0.0/16", // link-local: metadata and identity endpoints of clouds
  "172.16.0.0/12", // private
  "192.0.0.0/24", // protocol assignments
  "192.0.2.0/24", // documentation
  "192.88.99.0/24", // relays of 6to4
  "192.168.0.0/16", // private
  "198.18.0.0/15", // benchmarking
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, and broadcast
]);

// What may be sent to is listed, not what may not: ::ffff:0:0/96 and ::/96 (mapped and compatible IPv4),
// 64:ff9b::/96 and 64:ff9b:1::/48 (NAT64), fc00::/7, fe80::/10, fec0::/10 and ff00::/8 are all outside of it.
const GLOBAL_V6 = blockList("ipv6", ["2000::/3"]);
const NOT_PUBLIC_V6 = blockList("ipv6", [
  "2001::/23", // protocol assignments, Teredo (2001::/32) among them, which carries an IPv4 address
  "2001:db8::/32", // documentation
  "2002::/16", // 6to4, which carries an IPv4 address
  "3fff::/20", // documentation
]);

/**
 * Why `ip` must not be sent to, or undefined where it is an address of the public internet. What is no
 * address, or names a zone of this machine (`fe80::1%eth0`), is not public.
 * Source: IANA's registries of special-purpose addresses (RFC 6890), and Azure's 168.63.129.16.
 */
export const checkAddress = (ip: string): AddressRefusal | undefined => {
  if (isIPv4(ip)) {
    if (LOOPBACK_V4.check(ip, "ipv4")) return "loopback";
    return NOT_PUBLIC_V4.check(ip, "ipv4") ? "not public" : undefined;
  }
  // Node takes an address with a zone for one of IPv6, and then matches it with no subnet.
  if (!isIPv6(ip) || ip.includes("%")) return "not public";
  // Read as a URL's host it has its one shortest spelling.
  if (new URL(`http://[${ip}]`).hostname === "[::1]") return "loopback";
  return GLOBAL_V6.check(ip, "ipv6") && !NOT_PUBLIC_V6.check(ip, "ipv6") ? undefined : "not public";
};

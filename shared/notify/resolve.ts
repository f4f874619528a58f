import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { ok, type Result, refused } from "../domain/result.ts";
import { checkAddress } from "./address.ts";
import { isLocalhost } from "./endpoint-url.ts";

/** Addresses that were checked, and are all that a request may connect to. */
export type CheckedAddresses = readonly [LookupAddress, ...LookupAddress[]];

/** All addresses of a name; rejects where there are none. */
export type Lookup = (name: string) => Promise<readonly LookupAddress[]>;

/** As this machine resolves names. */
export const systemLookup: Lookup = (name) => lookup(name, { all: true });

/**
 * All addresses of a host, looked up once. One that is not allowed refuses them all: a name that mixes public
 * and private addresses is set up to be mistaken. With `allowLoopback` loopback addresses are allowed, and a
 * localhost name must have no others, whatever the resolver says. Rejects as the look-up does.
 */
export const resolveHost = async (
  host: string,
  allowLoopback: boolean,
  lookUp: Lookup,
): Promise<Result<CheckedAddresses, "dns" | "address not allowed">> => {
  const family = isIP(host);
  const [first, ...rest] = family === 0 ? await lookUp(host) : [{ address: host, family }];
  if (first === undefined) return refused("dns");
  const isAllowed = ({ address }: LookupAddress): boolean => {
    const refusal = checkAddress(address);
    if (refusal === "loopback") return allowLoopback;
    return refusal === undefined && !isLocalhost(host);
  };
  return [first, ...rest].every(isAllowed) ? ok([first, ...rest]) : refused("address not allowed");
};

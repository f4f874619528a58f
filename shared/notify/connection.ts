import { connect as connectPlain, isIP, type LookupFunction, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectSecure } from "node:tls";
import { hostOf } from "./endpoint-url.ts";
import type { CheckedAddresses } from "./resolve.ts";

type ConnectTo = ConnectionOptions & {
  readonly host: string;
  readonly port: number;
  readonly lookup: LookupFunction;
};

/** Opens the connection of a request; it connects to what `lookup` tells, and to nothing else. */
export type Connect = (to: ConnectTo, scheme: "http" | "https") => Socket;

/** By TCP, or by TLS over it. */
export const connectByScheme: Connect = (to, scheme) =>
  scheme === "http" ? connectPlain(to) : connectSecure(to);

/** The connection that posting to `url` takes: to one of the addresses, and by https under the name of its host. */
export const connectionTo = (url: URL, addresses: CheckedAddresses): ConnectTo => {
  const host = hostOf(url);
  const ownPort = url.protocol === "http:" ? 80 : 443;
  return {
    host,
    port: url.port === "" ? ownPort : Number(url.port),
    lookup: pinnedTo(addresses),
    // The certificate must be of the name, although the connection is to an address.
    servername: isIP(host) === 0 ? host : "",
    ALPNProtocols: ["http/1.1"],
    // Said outright, so that no environment variable can switch it off.
    rejectUnauthorized: true,
  };
};

const pinnedTo =
  (addresses: CheckedAddresses): LookupFunction =>
  (_name, { all }, callback) => {
    const [{ address, family }] = addresses;
    if (all === true) callback(null, [...addresses]);
    else callback(null, address, family);
  };

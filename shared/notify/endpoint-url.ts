import { isIP } from "node:net";
import { checkAddress } from "./address.ts";

/** Why a URL is not sent to. */
export type EndpointUrlRefusal =
  | "not a url"
  | "not https"
  | "credentials in the url"
  | "port not allowed"
  | "address not allowed";

const URL_LENGTH_MAX = 2_048;
// A URL's parser would drop or trim these, and the text stored would not be what is sent to.
const UNSEEN = /[\s\p{Cc}\p{Cf}]/u;
const LOCALHOST = /^(?:.+\.)?localhost$/;
// Names that only a private network answers to.
const PRIVATE_NAME = /\.(?:localdomain|local|internal|intranet|lan|home\.arpa)$/;
const SYSTEM_PORT_MAX = 1_023;

/**
 * Why the URL `text` cannot be an endpoint's, or undefined where it can. Pure: a name's addresses are checked
 * at every sending, and only there, since they change. Ports are 443 and those from 1024 on: below are mail,
 * shells and name servers, which no receiver of notifications shares and which we must not be made to knock at.
 * With `allowLoopback` this machine may be named, by http (port 80 too) or by https.
 */
export const checkUrl = (text: string, allowLoopback: boolean): EndpointUrlRefusal | undefined => {
  if (text.length > URL_LENGTH_MAX || UNSEEN.test(text)) return "not a url";
  // Spells every host in its one form: `0x7f.1`, `2130706433` and fullwidth digits all become 127.0.0.1.
  const url = URL.parse(text);
  if (url === null) return "not a url";
  const isPlain = url.protocol === "http:";
  const host = hostOf(url);
  if (url.protocol !== "https:" && !(isPlain && allowLoopback && isLoopbackHost(host))) return "not https";
  if (url.username !== "" || url.password !== "") return "credentials in the url";
  return checkHost(host, allowLoopback) ?? checkPort(url.port);
};

/** The host to connect to: an address without its brackets, a name without the dot that ends it. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");

/** Whether the name is of this machine alone, whatever a resolver says. */
export const isLocalhost = (host: string): boolean => LOCALHOST.test(host);

const isLoopbackHost = (host: string): boolean => isLocalhost(host) || checkAddress(host) === "loopback";

const checkHost = (host: string, allowLoopback: boolean): EndpointUrlRefusal | undefined => {
  if (isLoopbackHost(host)) return allowLoopback ? undefined : "address not allowed";
  if (isIP(host) !== 0) return checkAddress(host) === undefined ? undefined : "address not allowed";
  if (host.split(".").includes("")) return "not a url";
  // A name of one label is looked up among the neighbours of this machine.
  return !host.includes(".") || PRIVATE_NAME.test(host) ? "address not allowed" : undefined;
};

/** `port` as a parsed URL has it: empty for the scheme's own. */
const checkPort = (port: string): EndpointUrlRefusal | undefined =>
  port === "" || Number(port) > SYSTEM_PORT_MAX ? undefined : "port not allowed";

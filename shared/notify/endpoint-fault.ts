import type { Sending } from "../application/notifications/sending.ts";
import { checkUrl, type EndpointUrlRefusal } from "./endpoint-url.ts";

type FaultSettings = {
  /** Whether this machine may be sent to: on the local stack only. */
  readonly allowLoopback: boolean;
  readonly hasMailServer: boolean;
};

const MESSAGES = {
  "not a url": "Must be an absolute URL of at most 2,048 characters.",
  "not https": "Must be https.",
  "credentials in the url": "Must hold no user name or password.",
  "port not allowed": "Must be on port 443, or on 1024 or above.",
  "address not allowed": "Must be on the public internet.",
} as const satisfies Record<EndpointUrlRefusal, string>;

/** What is at fault with an address that is registered; a name is not looked up, since its addresses change. */
export const endpointFaultOf =
  ({ allowLoopback, hasMailServer }: FaultSettings): Sending["faultOf"] =>
  (address) => {
    if (address.kind === "email")
      return hasMailServer ? undefined : { path: "kind", message: "No mail server is set." };
    const refusal = checkUrl(address.url, allowLoopback);
    return refusal && { path: "url", message: MESSAGES[refusal] };
  };

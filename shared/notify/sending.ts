import type { Sending } from "../application/notifications/sending.ts";
import { endpointFaultOf } from "./endpoint-fault.ts";
import type { MailSettings } from "./mail.ts";
import { createOutbound } from "./outbound.ts";
import { createSend } from "./send.ts";

/** The way out of the app, as its settings allow it. */
export const createSending = (settings: {
  readonly allowLoopback: boolean;
  readonly mail?: MailSettings;
}): Sending => {
  const { allowLoopback, mail } = settings;
  return {
    send: createSend({ outbound: createOutbound({ allowLoopback }), ...(mail && { mail }) }),
    faultOf: endpointFaultOf({ allowLoopback, hasMailServer: mail !== undefined }),
  };
};

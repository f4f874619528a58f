import { type Connect, connectByScheme } from "./connection.ts";
import { type After, REAL_TIME, unlessAborted, withinAttempt } from "./deadline.ts";
import { checkUrl, type EndpointUrlRefusal, hostOf } from "./endpoint-url.ts";
import { type Answered, exchange } from "./exchange.ts";
import { type Lookup, resolveHost, systemLookup } from "./resolve.ts";
import type { Unanswered } from "./unanswered.ts";

/** What a post came to. `refused`: nothing was sent, since the URL or an address of it is not allowed. */
export type PostResult =
  | Answered
  | Unanswered
  | { readonly outcome: "refused"; readonly reason: EndpointUrlRefusal };

/** Requests to addresses that tenants chose. */
export type Outbound = {
  /**
   * One POST, at most 15 s from the look-up of the name on. Only to public addresses, by https, with no
   * redirect followed and nothing kept of what the answer says. Rejects only where a header cannot be sent.
   */
  readonly post: (
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ) => Promise<PostResult>;
};

type OutboundSettings = {
  /** Whether this machine may be sent to, over http too: on the local stack only. */
  readonly allowLoopback: boolean;
  readonly lookup?: Lookup;
  readonly timers?: After;
  readonly connect?: Connect;
};

/** Sends as the settings allow, by this machine's own resolver, connections and time where none are given. */
export const createOutbound = (settings: OutboundSettings): Outbound => {
  const { allowLoopback, lookup = systemLookup, timers = REAL_TIME, connect = connectByScheme } = settings;
  return {
    post: async (text, headers, body) => {
      const refusal = checkUrl(text, allowLoopback);
      if (refusal !== undefined) return { outcome: "refused", reason: refusal };
      const url = new URL(text);
      return await withinAttempt(timers, async (signal) => {
        const found = await addressesOf(hostOf(url), allowLoopback, lookup, signal);
        return "outcome" in found ? found : await exchange({ url, headers, body }, found, signal, connect);
      });
    },
  };
};

const addressesOf = async (host: string, allowLoopback: boolean, lookup: Lookup, signal: AbortSignal) => {
  try {
    const resolved = await unlessAborted(signal, resolveHost(host, allowLoopback, lookup));
    if (resolved.ok) return resolved.value;
    const reason = resolved.refusal;
    return reason === "dns" ? failed("dns") : ({ outcome: "refused", reason } as const);
  } catch {
    return failed(signal.aborted ? "timeout" : "dns");
  }
};

const failed = (reason: Unanswered["reason"]): Unanswered => ({ outcome: "failed", reason });

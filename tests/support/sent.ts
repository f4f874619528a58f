import type { Incoming, Proof, Verdict } from "../../shared/application/incoming.ts";
import { ok, refused } from "../../shared/domain/result.ts";
import { NOW } from "./memory-app.ts";
import { at } from "./values.ts";

/** What was sent to a source, with this body as it is on the wire. */
export const sent = (
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
  query: Readonly<Record<string, string>> = {},
): Incoming => {
  const all = new Headers(headers);
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return {
    method: "POST",
    bytes,
    header: (name) => all.get(name) ?? undefined,
    query: new Map(Object.entries(query)),
    payloadAs: () => {
      try {
        return ok(JSON.parse(new TextDecoder().decode(bytes)));
      } catch {
        return refused("no JSON");
      }
    },
  };
};

/** What a proof says of it, by these secrets, at that time. */
export const verdictBy = async (
  proof: Proof,
  incoming: Incoming,
  secrets: readonly string[],
  now = NOW,
): Promise<Verdict["verdict"]> => (await proof(incoming, { secrets, now: at(now) })).verdict;

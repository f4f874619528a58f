import type { Proof } from "../application/incoming.ts";
import { isSame } from "./signature.ts";
import { verdictOf } from "./verdicts.ts";

/** What the secret's parameter is called where it is part of the address that the sender is pointed to. */
const QUERY_NAME = "code";

/**
 * A sender that cannot sign and shows the secret itself: in the query, or in the header of that name. What it sends
 * can be changed on the way by whoever sees it, so it is for https alone.
 */
export const sharedSecretProof =
  (headerName?: string): Proof =>
  ({ header, query }, { secrets }) => {
    const given = [query.get(QUERY_NAME), headerName === undefined ? undefined : header(headerName)];
    return verdictOf(
      given.some((text) => text !== undefined && secrets.some((secret) => isSame(text, secret))),
    );
  };

import { createHash, timingSafeEqual } from "node:crypto";
import type { ApiKeys, KeyRole } from "../application/api-keys.ts";
import type { Caller } from "../application/audit.ts";
import { ok, type Result, refused } from "../domain/result.ts";
import { type Problem, problem } from "./problem.ts";
import type { ReceivedRequest } from "./received-request.ts";

/**
 * What a route asks for: nothing, the platform's admin key, or an API key of the tenant with this role.
 * `source`: an ingest key, or else the source's own proof, which is not looked at here.
 */
export type Credential = "none" | "admin" | "source" | KeyRole;

/**
 * Who asks, or what keeps the request from using a route. The tenant is the one in the path; nothing in a body or header
 * can name another. 401: no, bad or expired credential. 403: a role lacking in one's own tenant.
 * 404: another's tenant, which looks like an unknown one. The admin key opens everything.
 * Who sends to a source and has none of our keys is `anyone` until its proof was checked.
 */
export type Authorize = (request: ReceivedRequest, needed: Credential) => Promise<Result<Caller, Problem>>;

const BEARER = /^Bearer +(\S+)$/i;

/** Decides by the API keys and the admin key. */
export const createAuthorize = (apiKeys: ApiKeys, adminKey: string): Authorize => {
  const adminDigest = digestOf(adminKey);
  return async (request, needed) => {
    if (needed === "none") return ok({ kind: "anyone" });
    const unknown = needed === "source" ? ok({ kind: "anyone" } as const) : refused(unauthorized());
    const [, token] = BEARER.exec(request.headers.get("authorization") ?? "") ?? [];
    if (token === undefined) return unknown;
    // Digests, so that the comparison takes as long whatever was sent.
    if (timingSafeEqual(digestOf(token), adminDigest)) return ok({ kind: "admin" });
    const holder = await apiKeys.holderOf(token);
    if (holder === undefined) return unknown;
    const { tenantId } = request.params;
    if (tenantId !== undefined && holder.tenant !== tenantId) return refused(noSuchTenant());
    return allows(holder.role, needed)
      ? ok({ kind: "key", keyId: holder.keyId })
      : refused(problem("forbidden", `A key with the role ${roleOf(needed)} is needed.`));
  };
};

/** The problem of a tenant that is not there, or is not the caller's. */
export const noSuchTenant = (): Problem => problem("not-found", "There is no such tenant.");

/**
 * The problem of a request that proves nothing; also that of a source that is not there. `unendorsedChannel`: its
 * signature is right, and is not one for this channel.
 */
export const unauthorized = (unendorsedChannel?: string): Problem =>
  unendorsedChannel === undefined
    ? problem("unauthorized", "Send a valid credential as Authorization: Bearer, or the source's own proof.")
    : problem("unauthorized", `The signing key is not endorsed for the channel ${unendorsedChannel}.`, {
        channel: unendorsedChannel,
      });

const allows = (role: KeyRole, needed: Credential): boolean =>
  role === roleOf(needed) || (role === "operate" && needed === "read");

const roleOf = (needed: Credential): Credential => (needed === "source" ? "ingest" : needed);

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();

import type * as z from "zod";
import type { Caller } from "../application/audit.ts";
import type { Incoming } from "../application/incoming.ts";
import type { Credential } from "./authorize.ts";
import type { BodyLimits } from "./json-body.ts";
import type { Problem } from "./problem.ts";

/** One line of the route table: all that there is to know of a route but what it does. */
export type Route<Params, Query, Body> = {
  /** Name of the function that serves it. */
  readonly name: string;
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Below the prefix `/api`, without a leading slash. */
  readonly path: string;
  readonly credential: Exclude<Credential, "source">;
  readonly params: z.ZodType<Params>;
  readonly query: z.ZodType<Query>;
  /** `limits` undefined: the route takes no body, and none is read. */
  readonly body: { readonly limits: BodyLimits | undefined; readonly schema: z.ZodType<Body> };
};

/** A request that has passed its route's checks. */
export type Checked<Params, Query, Body> = {
  readonly caller: Caller;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The media type that the body came as; empty text without a body. */
  readonly mediaType: string;
  /** The media types that the answer may have, as the header `Accept` says it; empty text without one. */
  readonly accept: string;
};

/** A line of the route table for what senders send to a source, whose bytes and headers have to stay as they came. */
export type SourceRoute<Params> = {
  readonly name: string;
  readonly method: "GET" | "OPTIONS" | "POST";
  readonly path: string;
  readonly credential: Extract<Credential, "source">;
  readonly params: z.ZodType<Params>;
  readonly bytesMax: number;
  readonly depthMax: number;
};

/** What was sent to a source. */
export type SentToSource<Params> = {
  readonly params: Params;
  readonly incoming: Incoming<Problem>;
  /** An ingest key of the tenant was sent with it. */
  readonly isTrusted: boolean;
};

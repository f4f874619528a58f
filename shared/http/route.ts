import type * as z from "zod";
import type { Caller } from "../application/audit.ts";
import type { Credential } from "./authorize.ts";
import type { BodyLimits } from "./json-body.ts";

/** One line of the route table: all that there is to know of a route but what it does. */
export type Route<Params, Query, Body> = {
  /** Name of the function that serves it. */
  readonly name: string;
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Below the prefix `/api`, without a leading slash. */
  readonly path: string;
  readonly credential: Credential;
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

import type { Brand } from "./brand.ts";

/** The customer whose pool it is. */
export type TenantId = Brand<string, "TenantId">;
/** Names a grant within its tenant; chosen by who puts it. */
export type GrantId = Brand<string, "GrantId">;
/** Names a registered sender of webhooks within its tenant; chosen by who puts it. */
export type SourceId = Brand<string, "SourceId">;
/** Names where notifications of a tenant go; chosen by who puts it. */
export type EndpointId = Brand<string, "EndpointId">;

// Lower case only, so that no two ids differ by case alone; safe in a URL, a table key and a file name.
const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/;
const slug = <Id extends string>(text: string): Id | undefined =>
  SLUG.test(text) ? (text as Id) : undefined;

/** The tenant id that `text` spells, or undefined where it is none (1-63 of `a-z 0-9 -`). */
export const tenantId = (text: string): TenantId | undefined => slug<TenantId>(text);

/** The grant id that `text` spells, or undefined where it is none (1-63 of `a-z 0-9 -`). */
export const grantId = (text: string): GrantId | undefined => slug<GrantId>(text);

/** The source id that `text` spells, or undefined where it is none (1-63 of `a-z 0-9 -`). */
export const sourceId = (text: string): SourceId | undefined => slug<SourceId>(text);

/** The endpoint id that `text` spells, or undefined where it is none (1-63 of `a-z 0-9 -`). */
export const endpointId = (text: string): EndpointId | undefined => slug<EndpointId>(text);

import { RestError } from "@azure/data-tables";
import { type ConflictCode, StoreUnavailable } from "../application/ports.ts";

/**
 * What a failed call to the store means. `table-missing`: nothing was done, for want of the table.
 * `unavailable`: it may have been done, or not. `bug`: refused for good, and would be again.
 */
export type StoreFault = ConflictCode | "table-missing" | "unavailable" | "bug";

/**
 * Sorts what a call of the SDK threw. A 404 or 409 without a code that we know may come from a proxy or a
 * table being deleted, so it says nothing about a row. A refused credential is an outage to the caller:
 * keys are renewed and roles take minutes to be assigned. So is an answer that is not JSON where it says so.
 */
export const faultOf = (error: unknown): StoreFault => {
  if (error instanceof StoreUnavailable) return "unavailable";
  if (!(error instanceof RestError)) return isAbort(error) ? "unavailable" : "bug";
  const { statusCode = 0, code } = error;
  if (code === RestError.PARSE_ERROR || statusCode < 400 || statusCode >= 500) return "unavailable";
  switch (statusCode) {
    case 401:
    case 403:
    case 408:
    case 429:
      return "unavailable";
    case 404:
      return missing(codeOf(error));
    case 409:
      return codeOf(error) === "EntityAlreadyExists" ? "exists" : "unavailable";
    case 412:
      return "changed";
    default:
      return "bug";
  }
};

/** Index of the operation that made a transaction fail; the service tells it in the message alone. */
export const failingIndexOf = (error: unknown): number | undefined => {
  const [, index] = /^(\d+):/.exec(error instanceof Error ? error.message : "") ?? [];
  return index === undefined ? undefined : Number(index);
};

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === "AbortError";

const missing = (code: string | undefined): StoreFault => {
  if (code === "TableNotFound") return "table-missing";
  return code === "ResourceNotFound" || code === "EntityNotFound" ? "missing" : "unavailable";
};

/** A transaction's error carries its code itself, any other one among what was parsed from the answer. */
const codeOf = ({ code, details }: RestError): string | undefined => {
  if (code !== undefined) return code;
  if (typeof details !== "object" || details === null || !("odataError" in details)) return undefined;
  const { odataError } = details;
  if (typeof odataError !== "object" || odataError === null || !("code" in odataError)) return undefined;
  return typeof odataError.code === "string" ? odataError.code : undefined;
};

import { RestError } from "@azure/data-tables";
import { describe, expect, it } from "vitest";
import { StoreUnavailable } from "../../shared/application/ports.ts";
import { failingIndexOf, faultOf } from "../../shared/storage/store-fault.ts";

/** As a transaction fails: the code on the error itself. */
const coded = (statusCode: number, code: string): RestError => new RestError("0:No.", { statusCode, code });
/** As any other call fails: the code among what was parsed. */
const parsed = (statusCode: number, code: unknown): RestError => {
  const error = new RestError("No.", { statusCode });
  error.details = { odataError: { code } };
  return error;
};

describe("faultOf", () => {
  it.each([
    [coded(409, "EntityAlreadyExists"), "exists"],
    [coded(412, "UpdateConditionNotSatisfied"), "changed"],
    [coded(412, "ConditionNotMet"), "changed"],
    [coded(404, "ResourceNotFound"), "missing"],
    [parsed(404, "ResourceNotFound"), "missing"],
    [coded(404, "TableNotFound"), "table-missing"],
    [parsed(404, "TableNotFound"), "table-missing"],
  ])("reads a known refusal: %o", (error, fault) => {
    expect(faultOf(error)).toBe(fault);
  });

  it.each([
    new StoreUnavailable("Too slow."),
    new RestError("connect ECONNREFUSED", { code: "ECONNREFUSED" }),
    Object.assign(new Error("Aborted."), { name: "AbortError" }),
    ...[401, 403, 408, 429, 500, 503].map((status) => parsed(status, "ServerBusy")),
    ...[200, 202, 400, 404, 409, 412].map(
      (statusCode) => new RestError("Not JSON.", { statusCode, code: "PARSE_ERROR" }),
    ),
  ])("takes what may pass as an outage: %o", (error) => {
    expect(faultOf(error)).toBe("unavailable");
  });

  it.each([
    new RestError("Not found.", { statusCode: 404 }),
    parsed(404, undefined),
    parsed(404, 7),
    coded(404, "SomethingNew"),
    coded(409, "TableBeingDeleted"),
  ])("takes a 404 or 409 that names no row as an outage, never as a missing row: %o", (error) => {
    expect(faultOf(error)).toBe("unavailable");
  });

  it.each([coded(400, "InvalidInput"), coded(413, "RequestBodyTooLarge"), new TypeError("A bug."), "text"])(
    "takes what would be refused again as a bug: %o",
    (error) => {
      expect(faultOf(error)).toBe("bug");
    },
  );
});

describe("failingIndexOf", () => {
  it("reads the index at the start of the message, and nothing else", () => {
    expect(failingIndexOf(new Error("99:The specified entity already exists.\nTime:1"))).toBe(99);
    expect(failingIndexOf(new Error("The specified entity already exists.\n7:"))).toBeUndefined();
    expect(failingIndexOf("3:text")).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { fromEntity, toAction } from "../../shared/storage/table-entity.ts";

describe("toAction", () => {
  it("writes whole numbers beyond 32 bits as 64-bit ones, which only the real service insists on", () => {
    const cells = { small: 2 ** 31 - 1, large: 2 ** 31, low: -(2 ** 31) - 1, text: "2147483648" };
    expect(toAction("t", { op: "create", rowKey: "h", cells })).toEqual([
      "create",
      {
        partitionKey: "t",
        rowKey: "h",
        small: 2 ** 31 - 1,
        large: 2n ** 31n,
        low: -(2n ** 31n) - 1n,
        text: "2147483648",
      },
    ]);
  });

  it("replaces rather than merges, under the ETag", () => {
    expect(toAction("t", { op: "update", rowKey: "h", cells: {}, etag: 'W/"1"' })).toEqual([
      "update",
      { partitionKey: "t", rowKey: "h" },
      "Replace",
      { etag: 'W/"1"' },
    ]);
  });
});

describe("fromEntity", () => {
  it("leaves the service's own columns out of the cells", () => {
    const entity = {
      partitionKey: "t",
      rowKey: "h",
      etag: "e",
      timestamp: "now",
      "odata.metadata": "m",
      n: 5n,
    };
    expect(fromEntity(entity)).toEqual({ rowKey: "h", etag: "e", cells: { n: 5 } });
  });

  it("throws on a cell of a type that is never written", () => {
    expect(() => fromEntity({ rowKey: "h", etag: "e", at: new Date(0) })).toThrow("at");
  });
});

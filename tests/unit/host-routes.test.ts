import { describe, expect, it } from "vitest";
import { createRouter } from "../../infra/local/routes.ts";

const find = createRouter(
  [
    "api/v1/tenants/{tenantId}",
    "api/v1/tenants/{tenantId}/statements/{period?}",
    "api/v1/tenants/{tenantId}/{*rest}",
    "api/v1/tenants/acme",
    "api/health.live",
  ].map((template) => ({ template, methods: ["GET", "put"], target: template })),
);

describe("a route template", () => {
  it.each([
    ["/api/v1/tenants/t-1", "api/v1/tenants/{tenantId}", { tenantId: "t-1" }],
    ["/API/V1/Tenants/t-1/", "api/v1/tenants/{tenantId}", { tenantId: "t-1" }],
    ["/api/v1/tenants/acme", "api/v1/tenants/acme", {}],
    ["/api/v1/tenants/t/statements", "api/v1/tenants/{tenantId}/statements/{period?}", { tenantId: "t" }],
    [
      "/api/v1/tenants/t/statements/2026-10",
      "api/v1/tenants/{tenantId}/statements/{period?}",
      { tenantId: "t", period: "2026-10" },
    ],
    ["/api/v1/tenants/t/a/b.js", "api/v1/tenants/{tenantId}/{*rest}", { tenantId: "t", rest: "a/b.js" }],
  ])("takes %s", (path, target, params) => {
    expect(find("GET", path)).toEqual({ target, params });
  });

  it.each(["/", "/api/v1/tenants", "/api/v1/tenants//", "/api/healthXlive", "/v1/tenants/t"])(
    "does not take %s",
    (path) => {
      expect(find("GET", path)).toBeUndefined();
    },
  );

  it("takes no method but its own, whatever their case", () => {
    expect(find("PUT", "/api/health.live")).toBeDefined();
    expect(find("POST", "/api/health.live")).toBeUndefined();
    expect(find("HEAD", "/api/health.live")).toBeUndefined();
  });

  it.each([
    ["a%20b", "a b"],
    ["a%2Fb", "a%2Fb"],
    ["%E4%BD%A0", "你"],
    ["100%", "100%"],
  ])("decodes the parameter %s, but never into a slash", (raw, tenantId) => {
    expect(find("GET", `/api/v1/tenants/${raw}`)?.params).toEqual({ tenantId });
  });

  it.each(["{id:int}", "{name}.csv", "{a", "{a?b}"])("is refused at start when it holds %s", (segment) => {
    expect(() => createRouter([{ template: segment, methods: ["GET"], target: 1 }])).toThrow(segment);
  });
});

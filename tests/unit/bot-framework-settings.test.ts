import { describe, expect, it } from "vitest";
import { parseBotFrameworkSettings } from "../../shared/channels/bot-framework-settings.ts";

const parse = (input: unknown) => parseBotFrameworkSettings(input);
const faultPaths = (input: unknown) => {
  const parsed = parse(input);
  return parsed.ok ? [] : parsed.refusal.map(({ path }) => path);
};

describe("the settings", () => {
  it.each([[undefined], [{}]])("are all defaults where they are %j", (input) => {
    expect(parse(input)).toEqual({
      ok: true,
      value: { botKind: "bot-framework", environment: "production" },
    });
  });

  it("are taken as they are given, without Teams' prefix", () => {
    const given = { appId: "28:app", botIds: ["28:b1", "b1", "b2"], botKind: "other", environment: "test" };
    expect(parse(given)).toEqual({
      ok: true,
      value: { appId: "app", botIds: ["b1", "b2"], botKind: "other", environment: "test" },
    });
  });

  it.each([
    [null, [""]],
    [[], [""]],
    [{ appId: "" }, ["appId"]],
    [{ appId: "28:" }, ["appId"]],
    [{ botIds: "b1" }, ["botIds"]],
    [{ botIds: ["b1", "a\u0000", 7] }, ["botIds.1", "botIds.2"]],
    [{ botIds: Array.from({ length: 101 }, (_, index) => `b${index}`) }, ["botIds"]],
    [{ botKind: "robot" }, ["botKind"]],
    [{ environment: "staging" }, ["environment"]],
    [{ botId: "b1", appID: "a" }, ["botId", "appID"]],
  ])("%j are faults at %j", (input, paths) => {
    expect(faultPaths(input)).toEqual(paths);
  });

  it("are told to be wrong without being repeated", () => {
    expect(
      JSON.stringify(parse({ botKind: "secret-1", environment: "secret-2", appId: "secret-3\u0000" })),
    ).not.toContain("secret");
  });
});

import { describe, expect, it } from "vitest";
import { poolOf } from "../../shared/domain/pool.ts";
import { RULE_PACK } from "../../shared/domain/rule-pack.ts";
import { grant, month } from "../support/values.ts";

const NOVEMBER = month("2026-11");
const ADD_ON = "chatbot-sessions-add-on";
const pool = (...grants: Parameters<typeof poolOf>[0]) => poolOf(grants, NOVEMBER, RULE_PACK);

describe("the pool of a month", () => {
  it.each([
    ["nothing", [], 0],
    ["a Chat licence: 50", [grant("chat", { quantity: 1 })], 50],
    ["a Digital Messaging licence: 50", [grant("digital-messaging", { quantity: 1 })], 50],
    ["ten Chat licences", [grant("chat")], 500],
    [
      "an add-on beside Chat: 100 more",
      [grant("chat", { quantity: 1 }), grant(ADD_ON, { quantity: 1 })],
      150,
    ],
    [
      "an add-on beside Digital Messaging: 100 more",
      [grant("digital-messaging", { quantity: 1 }), grant(ADD_ON, { quantity: 1 })],
      150,
    ],
    ["everything, pooled", [grant("chat"), grant("digital-messaging"), grant(ADD_ON)], 2000],
    ["grants of one kind, added up", [grant("chat"), grant("chat", { quantity: 3 })], 650],
    ["many add-ons on one licence", [grant("chat", { quantity: 1 }), grant(ADD_ON, { quantity: 7 })], 750],
  ] as const)("made by %s", (_, grants, granted) => {
    expect(pool(...grants)).toMatchObject({ granted, addOnsWithoutLicence: 0 });
  });

  it("tells each kind's quantity and sessions", () => {
    expect(pool(grant("chat"), grant(ADD_ON, { quantity: 2 })).byKind).toEqual({
      chat: { quantity: 10, sessions: 500 },
      "digital-messaging": { quantity: 0, sessions: 0 },
      "chatbot-sessions-add-on": { quantity: 2, sessions: 200 },
    });
  });

  it("gives nothing for add-ons without a licence, and says how many", () => {
    const without = pool(grant(ADD_ON, { quantity: 3 }));
    expect(without).toMatchObject({ granted: 0, addOnsWithoutLicence: 3 });
    expect(without.byKind[ADD_ON]).toEqual({ quantity: 3, sessions: 0 });
  });

  it.each([
    ["ended before", { until: NOVEMBER }],
    ["begins after", { from: month("2026-12") }],
  ])("gives nothing for add-ons whose licence %s", (_, but) => {
    expect(pool(grant("chat", but), grant(ADD_ON))).toMatchObject({ granted: 0, addOnsWithoutLicence: 10 });
  });

  it("has only what is in force in the month: nothing rolls over", () => {
    const ended = grant("chat", { until: NOVEMBER });
    const current = grant("digital-messaging", { from: NOVEMBER, until: month("2026-12") });
    expect(pool(ended, current).granted).toBe(500);
    expect(poolOf([ended, current], month("2026-12"), RULE_PACK).granted).toBe(0);
  });

  it("is made under the pack's numbers, published 2022-04-08", () => {
    expect(RULE_PACK).toMatchObject({
      id: "d365-bot-sessions/2022-04",
      published: "2022-04-08",
      sessionsPerUnit: { chat: 50, "digital-messaging": 50, "chatbot-sessions-add-on": 100 },
    });
  });
});

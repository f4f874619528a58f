import { describe, expect, it } from "vitest";
import { readActivities } from "../../shared/channels/read-activities.ts";

const REPLY = {
  type: "message",
  channelId: "omnichannel",
  from: { id: "bot1" },
  recipient: { id: "u1" },
  conversation: { id: "c1" },
};

const findingOf = (fields: object) => {
  const [reading] = readActivities(
    { ...REPLY, ...fields },
    { botIds: ["bot1"], botKind: "bot-framework", environment: "production" },
  );
  return reading?.reading === "invocation" ? reading.report.finding : reading;
};
const adaptive = (content: object) => ({
  attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }],
});
const nested = (depth: number, innermost: unknown): unknown =>
  depth === 0 ? innermost : { items: [nested(depth - 1, innermost)] };

describe("an authentication card", () => {
  it.each([
    ["an OAuth card", { attachments: [{ contentType: "application/vnd.microsoft.card.oauth" }] }],
    ["a sign-in card", { attachments: [{ contentType: "Application/vnd.microsoft.card.signIn" }] }],
    [
      "Adaptive authentication",
      adaptive({ type: "AdaptiveCard", authentication: { connectionName: "aad" } }),
    ],
    ["a sign-in button", { attachments: [{ content: { buttons: [{ type: "signin", title: "In" }] } }] }],
    ["a deep sign-in action", adaptive({ type: "AdaptiveCard", body: [nested(64, { type: "signin" })] })],
    ["a suggested sign-in", { suggestedActions: { actions: [{ type: "signin" }] } }],
    [
      "the second attachment",
      { attachments: [{ contentType: "image/png" }, { content: { tap: { type: "signin" } } }] },
    ],
  ])("is found as %s", (_form, fields) => {
    expect(findingOf(fields)).toBe("auth-card");
  });

  it.each([
    ["no attachments", {}],
    ["an Adaptive Card without authentication", adaptive({ type: "AdaptiveCard", authentication: null })],
    ["a hero card", { attachments: [{ contentType: "application/vnd.microsoft.card.hero", content: {} }] }],
    [
      "an action of another type",
      { attachments: [{ content: { buttons: [{ type: "openUrl", title: "signin" }] } }] },
    ],
    ["words about signing in", { text: "signin", attachments: "signin", suggestedActions: 7 }],
  ])("is not found in %s", (_form, fields) => {
    expect(findingOf(fields)).toBeUndefined();
  });

  it("is no finding in what a person sends", () => {
    const card = { attachments: [{ contentType: "application/vnd.microsoft.card.oauth" }] };
    expect(findingOf({ ...card, from: { id: "u1" }, recipient: { id: "bot1" } })).toBeUndefined();
  });

  it("is no finding in what is not a message", () => {
    const card = { attachments: [{ contentType: "application/vnd.microsoft.card.oauth" }] };
    expect(findingOf({ ...card, type: "event" })).toBeUndefined();
  });

  it("is not looked for without end", () => {
    let chain: unknown = { type: "signin" };
    for (let depth = 0; depth < 20_000; depth += 1) chain = { chain };
    expect(findingOf({ attachments: chain })).toBeUndefined();
  });

  it("is looked for in a bounded part of a hostile reply", () => {
    const attachments = Array.from({ length: 200_000 }, () => ({ content: {} }));
    expect(findingOf({ attachments })).toBeUndefined();
  });
});

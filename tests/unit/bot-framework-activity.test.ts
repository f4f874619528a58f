import { describe, expect, it } from "vitest";
import type { BotFrameworkSettings } from "../../shared/channels/bot-framework-settings.ts";
import { readActivities } from "../../shared/channels/read-activities.ts";

const SETTINGS: BotFrameworkSettings = {
  botIds: ["bot1"],
  botKind: "bot-framework",
  environment: "production",
};
const MESSAGE = {
  type: "message",
  channelId: "directline",
  from: { id: "u1" },
  recipient: { id: "bot1" },
  conversation: { id: "c1" },
};

const read = (fields: object) => readActivities({ ...MESSAGE, ...fields }, SETTINGS)[0];
const report = (fields: object) => {
  const reading = read(fields);
  return reading?.reading === "invocation" ? reading.report : undefined;
};
const faultPaths = (fields: object) => {
  const reading = read(fields);
  return reading?.reading === "invalid" ? reading.faults.map(({ path }) => path) : undefined;
};

describe("the type", () => {
  it.each(["message", "event", "invoke", "Message"])("%s invokes", (type) => {
    expect(read({ type })?.reading).toBe("invocation");
  });

  it.each([
    "typing",
    "messageUpdate",
    "messageDelete",
    "messageReaction",
    "conversationUpdate",
    "contactRelationUpdate",
    "installationUpdate",
    "endOfConversation",
    "handoff",
    "trace",
    "suggestion",
    "command",
    "not known yet",
    "",
    undefined,
    7,
  ])("%s does not invoke", (type) => {
    expect(read({ type })).toEqual({ reading: "not-an-invocation" });
  });
});

describe("the conversation", () => {
  it("keeps Teams' thread in its id", () => {
    const id = "19:abc@thread.tacv2;messageid=1700000000001";
    expect(report({ channelId: "msteams", conversation: { id } })?.conversationId).toBe(id);
  });

  it("is the parent's inside a skill, in the parent's channel", () => {
    const relatesTo = { channelId: "msteams", conversation: { id: "parent" } };
    expect(report({ relatesTo })).toMatchObject({ conversationId: "parent", channel: "msteams" });
  });

  it("is Omnichannel's work item inside a skill too", () => {
    const fields = { type: "event", channelId: "lcw", value: { msdyn_liveworkitemid: "work-item" } };
    const relatesTo = { channelId: "lcw", conversation: { id: "parent" } };
    expect(report({ ...fields, relatesTo })?.conversationId).toBe("work-item");
  });

  it("is the activity's own where it relates to none", () => {
    expect(report({ relatesTo: { channelId: "msteams" } })).toMatchObject({
      conversationId: "c1",
      channel: "directline",
    });
  });

  it.each([
    [undefined],
    [null],
    [{}],
    [{ id: "" }],
    [{ id: 42 }],
    [{ id: "x".repeat(1025) }],
    [{ id: "a\u0000" }],
    [{ id: "\ud800" }],
  ])("is a fault where it is %j", (conversation) => {
    expect(faultPaths({ conversation })).toEqual(["conversation.id"]);
  });

  it("names the parent's id where that is at fault", () => {
    expect(faultPaths({ relatesTo: { conversation: { id: "a\nb" } } })).toEqual([
      "relatesTo.conversation.id",
    ]);
  });

  it("does not come from JSON that a person typed or submitted", () => {
    const value = { msdyn_liveworkitemid: "another" };
    const read = report({ text: JSON.stringify(value), value });
    expect(read).toMatchObject({ conversationId: "c1", channel: "directline" });
  });
});

describe("the channel", () => {
  it("is in lower case", () => {
    expect(report({ channelId: "MSTeams" })?.channel).toBe("msteams");
  });

  it.each([[undefined], [""], ["a channel"], [7], ["x".repeat(33)]])(
    "is a fault where it is %j",
    (channelId) => {
      expect(faultPaths({ channelId })).toEqual(["channelId"]);
    },
  );

  it("is told with all other faults at once", () => {
    expect(faultPaths({ channelId: "", conversation: null, recipient: { id: "a\tb" } })).toEqual([
      "conversation.id",
      "recipient.id",
      "channelId",
    ]);
  });
});

describe("the time", () => {
  const at = Date.UTC(2026, 10, 25, 9, 15);

  it.each([
    ["2026-11-25T09:15:00.000Z"],
    ["2026-11-25T09:15:00Z"],
    ["2026-11-25T10:15:00.0000000+01:00"],
    ["2026-11-25T09:15:00"],
    ["2026-11-25t09:15z"],
    [at / 1000],
    [String(at / 1000)],
    [at],
    [String(at)],
  ])("is read from %j", (timestamp) => {
    expect(report({ timestamp })?.at).toBe(at);
  });

  it.each([
    [undefined],
    [null],
    [""],
    ["soon"],
    ["0001-01-01T00:00:00"],
    [0],
    [-5],
    [1e300],
    [{}],
    ["2026-11-25"],
  ])("is left to the time of receipt where it is %j", (timestamp) => {
    expect(report({ timestamp })).not.toHaveProperty("at");
  });
});

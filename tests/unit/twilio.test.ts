import { describe, expect, it } from "vitest";
import { TWILIO } from "../../shared/channels/twilio.ts";
import { sent } from "../support/sent.ts";
import { given } from "../support/values.ts";

const SETTINGS = { botIds: ["bot1"], publicUrl: "https://meter.example/x" };
const read = (payload: unknown) => {
  const made = TWILIO.configure(SETTINGS);
  return given(made.ok ? made.value : undefined).read(payload, sent(""));
};
const data = { ConversationSid: "CH1", DateCreated: "2026-11-25T09:33:00Z", Author: "canary" };
const REPORT = {
  conversationId: "CH1",
  botId: "bot1",
  channel: "twilio",
  at: Date.parse("2026-11-25T09:33:00Z"),
};

describe("a message added", () => {
  it("invokes the bot, told as a form", () => {
    const readings = read({ EventType: "onMessageAdded", Body: "canary", ...data });
    expect(readings).toMatchObject([{ report: REPORT }]);
    expect(JSON.stringify(readings)).not.toContain("canary");
  });

  it("invokes the bot, told as CloudEvents", () => {
    const event = { specversion: "1.0", type: "com.twilio.conversations.message.added", data };
    expect(read([event, { ...event, type: "com.twilio.conversations.participant.added" }])).toMatchObject([
      { report: REPORT },
      { reading: "not-an-invocation" },
    ]);
  });

  it("without its conversation is told to be wrong", () => {
    expect(read({ EventType: "onMessageAdded" })).toMatchObject([{ faults: [{ path: "ConversationSid" }] }]);
  });
});

it.each(["onConversationAdded", "onParticipantAdded", "onMessageUpdated", "onDeliveryUpdated"])(
  "%s invokes no bot",
  (EventType) => {
    expect(read({ EventType, ...data })).toEqual([{ reading: "not-an-invocation" }]);
  },
);

it.each([{}, { botIds: ["b"] }, { ...SETTINGS, botIds: [] }, { ...SETTINGS, publicUrl: "http://x.example" }])(
  "takes no settings that are none: %j",
  (settings) => {
    expect(TWILIO.configure(settings).ok).toBe(false);
  },
);

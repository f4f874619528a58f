import { describe, expect, it } from "vitest";
import { readSlackCallback } from "../../shared/channels/slack-message.ts";
import { identityOf } from "../../shared/domain/conversation.ts";

const SETTINGS = { botKind: "bot-framework", environment: "production" } as const;
const read = (event: object, but: object = {}) =>
  readSlackCallback(
    {
      type: "event_callback",
      team_id: "T1",
      api_app_id: "A1",
      event_time: 1795599000,
      event: { user: "U1", text: "canary", ts: "1795599000.000200", ...event },
      ...but,
    },
    SETTINGS,
  );
const direct = { type: "message", channel: "D024", channel_type: "im" };
const mention = { type: "app_mention", channel: "C1" };
const own = { type: "message", channel: "C1", channel_type: "channel", bot_id: "B1", app_id: "A1" };
const conversationIn = (event: object) => {
  const reading = read(event);
  return reading.reading === "invocation" ? reading.report : undefined;
};

describe("a message invokes the app", () => {
  it.each([
    ["to it alone", direct],
    ["to it alone, with a file", { ...direct, subtype: "file_share" }],
    ["to it alone, by the form of the channel's id", { type: "message", channel: "D024" }],
    ["that mentions it", mention],
    ["of its own", own],
    ["of its own, by its subtype", { ...own, subtype: "bot_message" }],
  ])("%s", (_, event) => {
    const reading = read(event);
    expect(reading).toMatchObject({ report: { botId: "A1", channel: "slack", at: 1795599000000 } });
    expect(JSON.stringify(reading)).not.toMatch(/canary|U1/);
  });
});

describe("nothing else invokes it", () => {
  it.each([
    ["people's talk in a channel", { type: "message", channel: "C1", channel_type: "channel" }],
    ["another app's message", { ...own, app_id: "A2" }],
    ["a bot's message that names no app", { ...own, app_id: undefined }],
    ["a mention by another bot", { ...mention, bot_id: "B2", app_id: "A2" }],
    ["an edit", { ...direct, subtype: "message_changed" }],
    ["a deletion", { ...direct, subtype: "message_deleted" }],
    ["a reaction", { type: "reaction_added", item: { channel: "D024" } }],
  ])("%s", (_, event) => {
    expect(read(event)).toEqual({ reading: "not-an-invocation" });
  });

  it("an envelope of another type", () => {
    expect(read(direct, { type: "app_rate_limited" })).toEqual({ reading: "not-an-invocation" });
  });
});

describe("the conversation", () => {
  it.each([
    ["a direct message", direct, "T1|D024", "persistent"],
    ["one in a thread", { ...direct, thread_ts: "1795599000.000100" }, "T1|D024|1795599000.000100", "unique"],
    ["a mention", mention, "T1|C1|1795599000.000200", "unique"],
    ["one in a thread", { ...mention, thread_ts: "1795599000.000100" }, "T1|C1|1795599000.000100", "unique"],
  ])("of %s", (_, event, conversationId, identity) => {
    const report = conversationIn(event);
    expect(report?.conversationId).toBe(conversationId);
    expect(report && identityOf(report.channel, report.conversationId)).toBe(identity);
  });

  it("without its channel is told to be wrong", () => {
    expect(read({ ...mention, channel: undefined })).toMatchObject({ faults: [{ path: "event.channel" }] });
  });

  it("without the app is told to be wrong", () => {
    expect(read(direct, { api_app_id: undefined })).toMatchObject({ faults: [{ path: "api_app_id" }] });
  });
});
